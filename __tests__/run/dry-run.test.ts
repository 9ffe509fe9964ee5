// `dry-run`: the plan as a table of field, now, then, and not one writing request.
import { describe, expect, test } from '@jest/globals'
import { makeAuthority } from '../../stand-in/certificates.ts'
import type { Inputs } from '../../stand-in/runner/runner.ts'
import { emptyEndpoint } from '../../stand-in/portainer/state.ts'
import { openSetup, PASSWORD, startThreads, type Run, type Setup } from '../helpers/setup.ts'
import { writesOf } from '../helpers/write-requests.ts'

const quick = startThreads()

const authority = await makeAuthority()
const client = await authority.issueClient()
const files = { 'tls-ca-cert': authority.cert, 'tls-cert': client.cert, 'tls-key': client.key }
const URL = 'tcp://10.0.0.8:2375'

/** Endpoint `web`, id 7. Nothing of it may change. */
async function planAt(version: string, inputs: Inputs): Promise<Run> {
  const setup = await openSetup({ quick, version })
  const { state } = setup.portainer
  state.endpoints.push(Object.assign(emptyEndpoint(7, 'web'), { PublicURL: 'old.example' }))
  state.tags.push({ ID: 1, Name: 'blue', Endpoints: new Set() })
  const before = structuredClone(state)
  const run = await setup.run({ 'dry-run': true, ...inputs })
  expect(writesOf(run)).toEqual([])
  expect(run.requests.filter(({ method }) => method !== 'GET').map(({ path }) => path)).toEqual(['/api/auth'])
  expect(state).toEqual(before)
  expect(run.leftFiles).toEqual([])
  expect(run.log).not.toMatch(/^(Created|Updated|Recreated|Removed)/m)
  return run
}

/** The table in the log, without the column's padding. */
function tableOf({ lines }: Run): string[] {
  const start = lines.findIndex((line) => line.startsWith("Endpoint 'web'"))
  return lines.slice(start).map((line) => line.trim().replace(/ {2,}/g, ' | '))
}

describe.each(['1.18.1', '2.11.0', '2.23.0'])('Portainer %s', (version) => {
  test('what would be created', async () => {
    const setup = await openSetup({ quick, version })
    const run = await setup.run({
      'dry-run': true,
      name: 'web',
      'endpoint-url': URL,
      group: 'new',
      tags: 'blue',
      ...files,
    })
    expect([run.exitCode, run.outputs['result'], run.outputs['id']]).toEqual([0, 'created', ''])
    expect(writesOf(run)).toEqual([])
    const fingerprint = '([0-9A-F]{2}:){31}[0-9A-F]{2}'
    expect(tableOf(run).slice(0, 10)).toEqual([
      "Endpoint 'web' would be created.",
      'field | now | then',
      'name | none | web',
      'type | none | docker',
      `endpoint-url | none | ${URL}`,
      'group | none | new (new)',
      'tags | none | blue (new)',
      'tls | none | on, both sides verified',
      expect.stringMatching(new RegExp(`^tls-ca-cert \\| none \\| ${fingerprint}$`)),
      expect.stringMatching(new RegExp(`^tls-cert \\| none \\| ${fingerprint}$`)),
    ])
    expect(run.log).not.toContain('tls-key')
  })

  test('what would be updated', async () => {
    const run = await planAt(version, { name: 'web', 'public-url': 'web.example', tags: 'blue' })
    expect([run.exitCode, run.outputs['result'], run.outputs['id'], run.outputs['public-url']]).toEqual([
      0,
      'updated',
      '7',
      'old.example',
    ])
    expect(tableOf(run)).toEqual([
      "Endpoint 'web' would be updated.",
      'field | now | then',
      'public-url | old.example | web.example',
      'tags | none | blue',
    ])
  })

  test('what would be left, recreated, removed', async () => {
    const left = await planAt(version, { name: 'web', 'public-url': 'old.example' })
    expect([left.outputs['result'], tableOf(left)]).toEqual([
      'unchanged',
      ["Endpoint 'web' would be left as it is."],
    ])
    const recreated = await planAt(version, { name: 'web', 'if-exists': 'recreate', 'endpoint-url': URL })
    expect(recreated.outputs['result']).toBe('recreated')
    expect(tableOf(recreated)).toEqual(
      expect.arrayContaining(["Endpoint 'web' would be recreated.", 'id | 7 | a new one']),
    )
    const removed = await planAt(version, { name: 'web', state: 'absent' })
    expect([removed.outputs['result'], tableOf(removed)]).toEqual([
      'deleted',
      ["Endpoint 'web' would be removed.", 'field | now | then', 'endpoint | web | gone'],
    ])
    const nothing = await planAt(version, { name: 'other', state: 'absent' })
    expect([nothing.outputs['result'], nothing.log]).toEqual([
      'absent',
      expect.stringContaining("Endpoint 'other' is already absent."),
    ])
  })

  test('what would be refused is refused', async () => {
    const run = await planAt(version, { name: 'web', 'if-exists': 'fail' })
    expect([run.exitCode, run.outputs['id']]).toEqual([1, '7'])
  })
})

test.each(['update', 'recreate'])(
  'no administrator is created, and nothing is asked: %s',
  async (ifExists) => {
    const setup: Setup = await openSetup({ quick, version: '2.23.0', fresh: true })
    const inputs = { name: 'web', 'endpoint-url': URL, 'if-exists': ifExists }
    const run = await setup.run({ 'dry-run': true, 'init-admin': true, ...inputs })
    expect([run.exitCode, run.outputs['result'], writesOf(run)]).toEqual([0, 'created', []])
    expect(run.log).toContain('Portainer has no administrator yet: it would be created first.')
    expect(setup.portainer.state.users).toEqual([])
  },
)

test('nothing is waited for, reported or cleaned up', async () => {
  const run = await planAt('2.23.0', {
    name: 'web',
    'public-url': 'web.example',
    'wait-until-up': 3600,
    cleanup: true,
    deployment: 'preview/pr-12',
    'github-token': PASSWORD,
  })
  expect([run.exitCode, Object.values(run.state).join(''), run.warnings]).toEqual([0, '', []])
})

test('a key that is sent again is not shown', async () => {
  const setup = await openSetup({ quick, version: '2.23.0' })
  const secured = {
    TLSConfig: { TLS: true, TLSSkipVerify: false, TLSCACert: 'ca', TLSCert: 'cert', TLSKey: 'key' },
  }
  setup.portainer.state.endpoints.push(Object.assign(emptyEndpoint(7, 'web'), { URL, ...secured }))
  const run = await setup.run({ 'dry-run': true, name: 'web', 'endpoint-url': URL, ...files })
  expect([run.outputs['result'], writesOf(run)]).toEqual(['updated', []])
  expect(tableOf(run).slice(2)).toEqual([
    expect.stringMatching(/^tls-ca-cert \| not shown \| [0-9A-F:]{95}$/),
    expect.stringMatching(/^tls-cert \| not shown \| [0-9A-F:]{95}$/),
  ])
})
