// When Portainer uses what an update changed: by version, type, address and TLS.
import { expect, test } from '@jest/globals'
import { reconnectsWhen } from '../../../src/decisions/safeguards.ts'
import type { TlsMode } from '../../../src/portainer/endpoint-forms.ts'
import { capabilitiesOf, parseVersion } from '../../../src/portainer/versions.ts'
import { endpointThere } from '../sample-endpoints.ts'

const verified: TlsMode = { on: true, skipVerify: false, skipClientVerify: false }
const caOnly: TlsMode = { on: true, skipVerify: false, skipClientVerify: true }
const skipped: TlsMode = { on: true, skipVerify: true, skipClientVerify: true }
const off: TlsMode = { on: false, skipVerify: false, skipClientVerify: false }
const moved = 'tcp://10.0.0.8:2376'

const versions = ['2.14.2', '2.15.0', '2.18.4', '2.19.0', '2.19.5', '2.20.0', '2.45.0']
const words = { 'at-once': 'now', 'url-differs': 'slash', restarted: 'restart' }

test.each<[what: string, type: number, change: { url?: string; tls?: TlsMode }, when: string]>([
  ['an engine that is verified', 1, { tls: verified }, 'now restart restart now now now now'],
  ['an engine without client certificate', 1, { tls: caOnly }, 'now restart restart now now now now'],
  [
    'an engine with both checks skipped',
    1,
    { tls: skipped },
    'now restart restart restart restart slash slash',
  ],
  ['an engine without TLS', 1, { tls: off }, 'now restart restart restart restart now now'],
  ['an engine that moved', 1, { url: moved }, 'now restart restart restart restart now now'],
  ['an engine that moved, verified', 1, { url: moved, tls: verified }, 'now restart restart now now now now'],
  [
    'an engine on https',
    1,
    { url: 'https://a.b', tls: verified },
    'now restart restart restart restart now now',
  ],
  ['an agent with files', 2, { tls: verified }, 'now restart restart restart restart slash slash'],
  [
    'an agent with both checks skipped',
    2,
    { tls: skipped },
    'now restart restart restart restart slash slash',
  ],
  ['an agent that moved', 2, { url: moved, tls: skipped }, 'now restart restart restart restart now now'],
  ['an agent on Kubernetes', 6, { tls: verified }, 'now restart restart restart restart slash slash'],
  ['a change of something else', 1, {}, 'now now now now now now now'],
  ['a cluster that moved', 5, { url: moved }, 'now now now now now now now'],
])(`%s, on ${versions.join(', ')}`, (_, type, change, when) => {
  const tls = { on: true, skipVerify: false, hasCa: true, hasClientCertificate: true }
  const found = versions.map(
    (version) =>
      words[reconnectsWhen(endpointThere({ type, tls }), change, capabilitiesOf(parseVersion(version)))],
  )
  expect(found.join(' ')).toBe(when)
})
