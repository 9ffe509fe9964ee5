// A stand-in Portainer in a process of its own, for steps of a workflow, which end before it may:
//
//   node scripts/node24.mjs stand-in/standalone.ts FOLDER
//
// It speaks HTTPS and has an administrator, its local engine, and one engine that demands a client certificate. What
// is a file for its clients is put into FOLDER; the rest is said in one line of JSON, once it answers. SIGTERM ends it.
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { admin, openSite } from './site.ts'

/** What is said; each `…File` is a path. */
export interface Alone {
  pid: number
  url: string
  password: string
  apiKey: string
  /** The certificate of Portainer itself. */
  caFile: string
  engineUrl: string
  engineCaFile: string
  clientCertFile: string
  clientKeyFile: string
}

const [folder = '.'] = process.argv.slice(2)
const file = (name: string, text: string): string => {
  writeFileSync(path.join(folder, name), text, { mode: 0o600 })
  return path.resolve(folder, name)
}

const site = await openSite({ version: '2.23.0', https: true, admin })
const { address, engines } = site
const said: Alone = {
  pid: process.pid,
  url: String(address['url']),
  password: admin.password,
  apiKey: String(site.credentials()['api-key']),
  caFile: file('portainer.pem', String(address['ca-cert'])),
  engineUrl: engines.secure,
  engineCaFile: file('engine-ca.pem', engines.ca),
  clientCertFile: file('client-cert.pem', engines.client.cert),
  clientKeyFile: file('client-key.pem', engines.client.key),
}
console.log(JSON.stringify(said))
process.once('SIGTERM', () => void site.close().then(() => process.exit()))
