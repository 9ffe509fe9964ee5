// Names for runs in tests, without a name server: one leads to this machine, those in `.invalid` lead nowhere.
import * as fs from 'node:fs'
import path from 'node:path'
import type { Job } from '../../stand-in/runner/runner.ts'

const PRELOADED = `
const dns = require('node:dns')
const lookup = dns.lookup
dns.lookup = (name, options, done) => {
  if (name === 'portainer.example.com') return lookup('127.0.0.1', options, done)
  if (!name.endsWith('.invalid')) return lookup(name, options, done)
  const error = Object.assign(new Error('getaddrinfo ENOTFOUND ' + name), { code: 'ENOTFOUND', hostname: name })
  process.nextTick(done, error)
}
`

/** Variables for a run that knows these names. */
export function withFakeDns(job: Job): { NODE_OPTIONS: string } {
  const file = path.join(job.folder, 'names.cjs')
  fs.writeFileSync(file, PRELOADED)
  return { NODE_OPTIONS: `--require ${file}` }
}
