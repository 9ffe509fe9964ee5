// How an update is undone: everything as it was, but for files that are gone, and what needs them.
import { expect, test } from '@jest/globals'
import type { TlsUpdate } from '../../../src/decisions/tls-mode.ts'
import type { TlsMode } from '../../../src/portainer/endpoint-forms.ts'
import { planRollBack, planTrial } from '../../../src/decisions/safeguards.ts'
import type { Update } from '../../../src/decisions/update.ts'
import type { Endpoint } from '../../../src/portainer/endpoint.ts'
import { capabilitiesOf, parseVersion } from '../../../src/portainer/versions.ts'
import { endpointThere, wantedOf } from '../sample-endpoints.ts'
import type { DesiredEndpoint } from '../../../src/inputs/endpoint.ts'

/** The two checks as they are written below: `ca+cert`, `ca`, `cert`, `none`, or `off`. */
function modeOf(text: string): TlsMode {
  const has = (part: string): boolean => text.split('+').includes(part)
  const on = text !== 'off'
  return { on, skipVerify: on && !has('ca'), skipClientVerify: on && !has('cert') }
}

const tlsOf = (text: string): Endpoint['tls'] => {
  const { on, skipVerify, skipClientVerify } = modeOf(text)
  return { on, skipVerify, hasCa: on && !skipVerify, hasClientCertificate: on && !skipClientVerify }
}

const filesOf = (text: string): TlsUpdate['files'] => ({
  ...(text.includes('ca') ? { ca: 'CA' } : {}),
  ...(text.includes('cert') ? { cert: 'CERT', key: 'KEY' } : {}),
})

const ALL = ['tls-ca-cert', 'tls-cert', 'tls-key']
const CLIENT = ['tls-cert', 'tls-key']

test.each([
  // before, mode and files sent: mode rolled back, inputs lost, whether it can be tested first
  ['off', 'ca+cert', 'ca+cert', 'off', [], true],
  ['off', 'none', '', 'off', [], false],
  ['none', 'ca+cert', 'ca+cert', 'none', [], true],
  ['none', 'off', '', 'none', [], false],
  ['ca', 'ca+cert', 'ca+cert', 'ca', ['tls-ca-cert'], true],
  ['ca', 'ca', 'ca', 'ca', ['tls-ca-cert'], true],
  ['ca', 'none', '', 'none', ['tls-ca-cert'], true],
  ['cert', 'ca+cert', 'ca', 'cert', [], false],
  ['cert', 'none', '', 'none', CLIENT, true],
  ['ca+cert', 'ca+cert', 'ca+cert', 'ca+cert', ALL, true],
  ['ca+cert', 'ca+cert', 'ca', 'ca+cert', ['tls-ca-cert'], false],
  ['ca+cert', 'cert', '', 'cert', ['tls-ca-cert'], false],
  ['ca+cert', 'cert', 'cert', 'cert', ALL, true],
  ['ca+cert', 'ca', '', 'ca', CLIENT, false],
  ['ca+cert', 'none', '', 'none', ALL, true],
  ['ca+cert', 'off', '', 'off', ALL, true],
] as const)('%s, then %s with the files %j: back to %s', (before, sent, files, back, lost, isTried) => {
  const existing = endpointThere({ tls: tlsOf(before) })
  const update = { tls: { mode: modeOf(sent), files: filesOf(files) } }
  const putBack = planRollBack(existing, update)
  expect([putBack.change.tls, putBack.lost]).toEqual([modeOf(back), lost])
  expect(trialOf(existing, update) !== undefined).toBe(isTried)
})

test('everything else is as it was, and what was not sent is left alone', () => {
  const access = new Map([[2, 1]])
  const existing = endpointThere({ publicUrl: 'a.b', tagIds: [3], users: access, checkinInterval: 5 })
  const sent = {
    name: 'shop',
    url: 'tcp://10.0.0.8:2375',
    publicUrl: '',
    group: { name: 'b', id: 2 },
    tags: [],
    checkinInterval: 9,
    users: new Map(),
    kubeconfig: 'apiVersion: v1',
  }
  expect(planRollBack(existing, sent)).toEqual({
    change: {
      name: 'web',
      url: 'tcp://10.0.0.7:2375',
      publicUrl: 'a.b',
      groupId: 1,
      tags: { names: [], ids: [3] },
      checkinInterval: 5,
      users: access,
    },
    lost: ['kubeconfig'],
  })
  expect(planRollBack(existing, {})).toEqual({ change: {}, lost: [] })
})

const desired = wantedOf({ name: 'web', 'if-missing': 'fail' }) as DesiredEndpoint

const trialOf = (existing: Endpoint, update: Update, version = '2.23.0'): ReturnType<typeof planTrial> =>
  planTrial({ do: 'update', desired, existing, update }, capabilitiesOf(parseVersion(version)))

test('the temporary endpoint has the new address and TLS, and nothing else', () => {
  const tls = { mode: modeOf('ca+cert'), files: filesOf('ca+cert') }
  const agent = endpointThere({ type: 6, url: '10.0.0.7:9001', groupId: 3, tagIds: [3], tls: tlsOf('none') })
  expect(trialOf(agent, { tls, name: 'shop', publicUrl: 'a.b' })).toEqual({
    desired: { ...desired, type: 'agent', url: 'tcp://10.0.0.7:9001' },
    name: 'web (being tested, 4b5e57f6)',
    tls: tls.mode,
  })
  const moved = { tls, url: 'tcp://10.0.0.8:2376' }
  expect(trialOf(endpointThere(), moved)?.desired).toMatchObject({ type: 'docker', url: moved.url })
})

test('Docker over TLS can not be tested on 2.20.0 and 2.20.1, but can be on all others', () => {
  const update = { tls: { mode: modeOf('ca+cert'), files: filesOf('ca+cert') } }
  const tried = (type: number): string[] =>
    ['2.19.5', '2.20.0', '2.20.1', '2.20.2'].filter(
      (version) => trialOf(endpointThere({ type }), update, version) !== undefined,
    )
  expect(tried(1)).toEqual(['2.19.5', '2.20.2'])
  expect(tried(2)).toHaveLength(4)
})
