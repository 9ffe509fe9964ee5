// The contract's scenarios, each compared with what Portainer itself then says over its API. By default against
// stand-ins; against a live Portainer (1.22 or later), of which only endpoints of this test's own are touched:
//
//   PORTAINER_LIVE_URL=https://portainer.example.com PORTAINER_LIVE_API_KEY=ptr_... npm test -- __tests__/run/live.test.ts
//
// or PORTAINER_LIVE_USERNAME and PORTAINER_LIVE_PASSWORD; PORTAINER_LIVE_CA_CERT trusts a certificate (PEM, or the
// absolute path of a file). PORTAINER_LIVE_ENGINE_HOST is the name under which that server reaches this machine,
// where the stand-in engines listen (default 127.0.0.1).
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { makeAuthority } from '../../stand-in/certificates.ts'
import { startJob, type Inputs, type Job, type StepResult } from '../../stand-in/runner/runner.ts'
import { admin, openLiveSite, openSite, type Site } from '../../stand-in/site.ts'
import { ask } from '../../stand-in/ask.ts'

const env = process.env
const liveUrl = env['PORTAINER_LIVE_URL']

function openTarget(target: string): Promise<Site> {
  if (liveUrl === undefined) return openSite({ version: target, admin })
  const apiKey = env['PORTAINER_LIVE_API_KEY']
  const password = env['PORTAINER_LIVE_PASSWORD']
  return openLiveSite({
    address: { url: liveUrl, 'ca-cert': env['PORTAINER_LIVE_CA_CERT'] },
    credentials: apiKey
      ? { 'api-key': apiKey }
      : { username: env['PORTAINER_LIVE_USERNAME'] ?? 'admin', password },
    engineHost: env['PORTAINER_LIVE_ENGINE_HOST'] ?? '127.0.0.1',
  })
}

interface Stored {
  Id: number
  Name: string
  Type: number
  URL: string
  PublicURL: string
  GroupId: number
  TLSConfig: { TLS: boolean; TLSSkipVerify: boolean }
}

describe.each(liveUrl === undefined ? ['1.24.2', '2.23.0'] : [liveUrl])('%s', (target) => {
  let site: Site
  let job: Job
  let headers: Record<string, string>

  beforeAll(async () => {
    site = await openTarget(target)
    job = startJob()
    const { username, password, 'api-key': apiKey } = site.credentials()
    if (apiKey !== undefined) headers = { 'x-api-key': String(apiKey) }
    else {
      await site.turn()
      const body = JSON.stringify({ Username: username, Password: password })
      const told = await ask(`${String(site.address['url'])}/api/auth`, { method: 'POST', body })
      headers = { authorization: `Bearer ${(JSON.parse(told.text) as { jwt: string }).jwt}` }
    }
  })

  afterAll(async () => {
    try {
      if (liveUrl !== undefined) await removeOurs()
    } finally {
      job.close()
      await site.close()
    }
  })

  const call = (method: string, path: string) => ask(String(site.address['url']) + path, { method, headers })
  const list = async <T>(path: string): Promise<T[]> => JSON.parse((await call('GET', path)).text) as T[]
  const stored = async (name: string): Promise<Stored[]> =>
    (await list<Stored>('/api/endpoints')).filter((one) => one.Name === site.prefix + name)
  const run = async (name: string, inputs: Inputs): Promise<StepResult> => {
    await site.turn()
    const named = name === '' ? {} : { name: site.prefix + name }
    return job.main({ ...site.address, ...site.credentials(), ...named, ...inputs })
  }
  /** A run that must succeed. */
  const done = async (name: string, inputs: Inputs): Promise<StepResult['outputs']> => {
    const result = await run(name, inputs)
    expect([result.exitCode, result.errors]).toEqual([0, []])
    return result.outputs
  }
  const engine = (): Inputs => ({ 'endpoint-url': site.engines.plain })

  async function removeOurs(): Promise<void> {
    for (const [path, id] of [
      ['/api/endpoints', 'Id'],
      ['/api/endpoint_groups', 'Id'],
      ['/api/tags', 'ID'],
    ] as const) {
      const all = await list<Record<string, unknown>>(path)
      const ours = all.filter(({ Name }) => String(Name).startsWith(site.prefix))
      for (const one of ours) await call('DELETE', `${path}/${String(one[id])}`)
    }
  }

  test('create, unchanged, update, clear', async () => {
    const inputs = { ...engine(), 'public-url': 'web.example.com', tags: `${site.prefix}a` }
    const created = await done('web', { ...inputs, group: `${site.prefix}team` })
    expect(created).toMatchObject({ result: 'created', type: '1', status: 'up' })
    const [first] = await stored('web')
    expect(first).toMatchObject({ Id: Number(created['id']), PublicURL: 'web.example.com', Type: 1 })
    expect(first?.GroupId).toBe(Number(created['group-id']))
    expect(first?.GroupId).not.toBe(1)

    expect(await done('web', inputs)).toMatchObject({ result: 'unchanged', id: created['id'] })
    expect(await stored('web')).toMatchObject([
      { Id: first?.Id, GroupId: first?.GroupId, PublicURL: first?.PublicURL },
    ])

    expect(await done('web', { 'public-url': 'other.example.com' })).toMatchObject({ result: 'updated' })
    expect(await stored('web')).toMatchObject([{ ...first, PublicURL: 'other.example.com' }])

    expect(await done('web', { clear: 'public-url, tags' })).toMatchObject({ 'public-url': '' })
    expect(await stored('web')).toMatchObject([
      { Id: first?.Id, PublicURL: '', URL: first?.URL, GroupId: first?.GroupId },
    ])
  })

  test('TLS both ways, then with another certificate', async () => {
    const { ca, client, renewed, secure } = site.engines
    const files = { 'tls-ca-cert': ca, 'tls-cert': client.cert, 'tls-key': client.key }
    const created = await done('tls', { 'endpoint-url': secure, ...files, 'wait-until-up': 30 })
    expect(created).toMatchObject({ result: 'created', status: 'up' })
    expect(await stored('tls')).toMatchObject([{ TLSConfig: { TLS: true, TLSSkipVerify: false } }])
    const rotated = { ...files, 'if-missing': 'fail', 'tls-cert': renewed.cert, 'tls-key': renewed.key }
    expect(await done('tls', rotated)).toMatchObject({ result: 'updated', id: created['id'] })
    expect(await stored('tls')).toMatchObject([{ TLSConfig: { TLS: true, TLSSkipVerify: false } }])
  })

  test('an engine of another CA is not trusted, and nothing is stored', async () => {
    const { client, secure } = site.engines
    const { exitCode, errors } = await run('foreign', {
      'endpoint-url': secure,
      'tls-ca-cert': (await makeAuthority()).cert,
      'tls-cert': client.cert,
      'tls-key': client.key,
    })
    expect(exitCode).toBe(1)
    expect(errors.join()).toContain('x509')
    expect(await stored('foreign')).toEqual([])
  })

  test('an engine that does not answer, and nothing is stored', async () => {
    const { exitCode, errors } = await run('nobody', { 'endpoint-url': site.engines.nobody })
    expect(exitCode).toBe(1)
    expect(errors.join()).toContain('Portainer answered 500')
    expect(await stored('nobody')).toEqual([])
  })

  test('an agent', async () => {
    const created = await done('agent', { type: 'agent', 'endpoint-url': site.engines.agent })
    expect(created).toMatchObject({ result: 'created', type: '2' })
    expect(await stored('agent')).toMatchObject([{ Id: Number(created['id']), Type: 2 }])
  })

  test('an edge agent', async () => {
    const url = 'https://portainer.example.com'
    const created = await done('edge', { type: 'edge-agent', 'endpoint-url': url })
    const key = Buffer.from(created['edge-key'] ?? '', 'base64').toString('utf8')
    expect(key.split('|')[0]).toBe(url)
    expect(key.split('|')[3]).toBe(created['id'])
    expect(created['status']).toBe('')
    expect(await done('edge', { type: 'edge-agent', 'endpoint-url': url })).toMatchObject({
      result: 'unchanged',
    })
  })

  test('reuse, fail, recreate, rename', async () => {
    const first = await done('policy', engine())
    expect(await done('policy', { 'public-url': 'x', 'if-exists': 'reuse' })).toMatchObject({
      result: 'reused',
      'public-url': '',
    })
    expect((await run('policy', { ...engine(), 'if-exists': 'fail' })).exitCode).toBe(1)
    const again = await done('policy', { ...engine(), 'if-exists': 'recreate' })
    expect(again['result']).toBe('recreated')
    expect(again['id']).not.toBe(first['id'])
    expect(await stored('policy')).toMatchObject([{ Id: Number(again['id']) }])
    expect(await done('renamed', { id: again['id'] })).toMatchObject({ result: 'updated', id: again['id'] })
    expect([await stored('policy'), await stored('renamed')]).toMatchObject([
      [],
      [{ URL: again['endpoint-url'] }],
    ])
  })

  test('what does not exist is refused before anything is stored', async () => {
    const group = await run('refused', { ...engine(), group: '99999' })
    expect(group.errors.join()).toContain('There is no endpoint group with the id 99999')
    const users = await run('refused', { ...engine(), users: `${site.prefix}nobody` })
    expect(users.errors.join()).toContain('contains unknown names')
    const missing = await run('refused', { ...engine(), 'if-missing': 'fail' })
    expect(missing.errors.join()).toContain("'if-missing' is 'fail'")
    expect(await stored('refused')).toEqual([])
  })

  test('a dry run changes nothing', async () => {
    const planned = await done('dry', { ...engine(), tags: `${site.prefix}dry`, 'dry-run': true })
    expect(planned).toMatchObject({ result: 'created', id: '' })
    expect(await stored('dry')).toEqual([])
    const tags = await list<{ Name: string }>('/api/tags')
    expect(tags.map(({ Name }) => Name)).not.toContain(`${site.prefix}dry`)
  })

  test('absent, with conditions, and again', async () => {
    const { id } = await done('gone', engine())
    const other = await run('gone', { state: 'absent', tags: `${site.prefix}elsewhere` })
    expect([other.exitCode, (await stored('gone')).length]).toEqual([1, 1])
    expect(await done('gone', { state: 'absent' })).toMatchObject({ result: 'deleted', id })
    expect(await stored('gone')).toEqual([])
    expect(await done('gone', { state: 'absent' })).toMatchObject({ result: 'absent' })
  })

  test('a list, of which one item fails', async () => {
    const items = ['one', 'two'].map((name) => ({
      name: site.prefix + name,
      'endpoint-url': site.engines.plain,
    }))
    const bad = { name: `${site.prefix}bad`, 'endpoint-url': site.engines.nobody }
    const { exitCode, outputs, errors } = await run('', { endpoints: JSON.stringify([...items, bad]) })
    const results = (JSON.parse(outputs['endpoints'] ?? '') as { result: string }[]).map(
      ({ result }) => result,
    )
    expect([exitCode, results, errors.length]).toEqual([1, ['created', 'created', ''], 1])
    expect([await stored('one'), await stored('two'), await stored('bad')]).toMatchObject([[{}], [{}], []])
  })

  test('cleanup removes in the post step what was created, and nothing else', async () => {
    const inputs = { ...site.address, ...site.credentials(), ...engine(), cleanup: true }
    const name = `${site.prefix}job`
    const main = await run('job', { ...engine(), cleanup: true })
    expect(await stored('job')).toHaveLength(1)
    await site.turn()
    expect((await job.post(main, { ...inputs, name })).exitCode).toBe(0)
    expect(await stored('job')).toEqual([])

    await done('kept', engine())
    const second = await run('kept', { ...engine(), cleanup: true })
    await job.post(second, { ...inputs, name: `${site.prefix}kept` })
    expect(await stored('kept')).toHaveLength(1)
  })
})
