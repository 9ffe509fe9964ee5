// A job whose workspace holds files that file inputs must not take, and certificates that don't serve.
import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import path from 'node:path'
import { X509Certificate } from 'node:crypto'
import { makeAuthority, rewriteKey } from '../../../stand-in/certificates.ts'
import { startJob } from '../../../stand-in/runner/runner.ts'

/** Windows has no pipes and devices among its files. */
export const onPosix = process.platform !== 'win32'

export const job = startJob()
export const { workspace } = job
export const outside = path.join(job.folder, 'outside.pem')

export const ca = await makeAuthority('Engine CA')
export const client = await ca.issueClient({ name: 'runner' })
export const other = await ca.issueClient({ name: 'other' })
export const server = await ca.issueServer({ name: 'engine' })
const day = 86_400_000
export const expired = await ca.issueClient({ name: 'old', notAfter: new Date(Date.now() - 2 * day) })
export const early = await ca.issueClient({ name: 'new', notBefore: new Date(Date.now() + 2 * day) })
export const expiredCa = await makeAuthority('Old CA', { notAfter: new Date(Date.now() - 2 * day) })
export const encryptedKey = rewriteKey(client.key, 'ec', 'swordfish')
export const der = new X509Certificate(client.cert).raw
export const derKey = Buffer.from(client.key.replace(/-----.*-----|\n/g, ''), 'base64')

const write = (name: string, content: string | Buffer): void => {
  fs.writeFileSync(path.join(workspace, name), content)
}
write('cert.pem', client.cert)
write('key.pem', client.key)
write('rubbish.txt', 'swordfish')
write('empty.pem', '')
write('cert.der', der)
write('utf16.pem', Buffer.from(`\ufeff${client.cert}`, 'utf16le'))
write('large.pem', client.cert + '#'.repeat(1024 * 1024))
write('list.yml', '- name: web\n  type: swarm\n')
fs.mkdirSync(path.join(workspace, 'folder'))
fs.writeFileSync(outside, client.cert)
fs.symlinkSync(outside, path.join(workspace, 'link.pem'))
fs.symlinkSync('nowhere', path.join(workspace, 'dangling.pem'))
if (onPosix) execFileSync('mkfifo', [path.join(workspace, 'pipe')])
