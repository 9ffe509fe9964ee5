// A job whose workspace holds files that file inputs must not take, and certificates that don't serve.
import { execFileSync } from 'node:child_process'
import * as fs from 'node:fs'
import path from 'node:path'
import { makeAuthority, rewriteKey } from '../../../stand-in/certificates.ts'
import { pkcs12 as packedCertificate } from '../../unit/certificates/samples.ts'
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
/** The base64 of a private key. */
export const key = client.key.replace(/-----.*-----|\n/g, '')
export const pkcs12 = packedCertificate.replaceAll('\n', '')

const write = (name: string, content: string | Buffer): void => {
  fs.writeFileSync(path.join(workspace, name), content)
}
write('cert.pem', client.cert)
write('key.pem', client.key)
write('rubbish.txt', 'swordfish')
write('empty.pem', '')
write('lfs.pem', 'version https://git-lfs.github.com/spec/v1\noid sha256:4d7a\nsize 558\n')
write('page.pem', '<!DOCTYPE html>\n<html><head><title>Sign in</title></head></html>\n')
write('keystore.jks', Buffer.from('feedfeed00000002', 'hex'))
write('pkcs12.pfx', Buffer.from(pkcs12, 'base64'))
write('large.pem', client.cert + '#'.repeat(1024 * 1024))
write('list.yml', '- name: web\n  type: swarm\n')
fs.mkdirSync(path.join(workspace, 'folder'))
fs.writeFileSync(outside, client.cert)
fs.symlinkSync(outside, path.join(workspace, 'link.pem'))
fs.symlinkSync('nowhere', path.join(workspace, 'dangling.pem'))
if (onPosix) execFileSync('mkfifo', [path.join(workspace, 'pipe')])
