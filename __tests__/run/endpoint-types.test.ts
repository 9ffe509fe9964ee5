// Kinds × TLS modes × versions: the form fields that went out, and what became of it. Engines and agents are real
// sockets with real certificates, and Portainer dials them before it stores anything.
import { describe, expect, test } from '@jest/globals'
import { makeAuthority } from '../../stand-in/certificates.ts'
import { listen, rows } from './endpoint-types/created.ts'
import { refusedRows } from './endpoint-types/refused.ts'
import { naming } from '../helpers/messages.ts'
import { createFields, openSetup, sentTo, startThreads } from '../helpers/setup.ts'

const authority = await makeAuthority()
const quick = startThreads()

describe.each(Object.entries(rows))('%s', (_, row) => {
  test.each(row.versions)('on %s', async (version) => {
    const setup = await openSetup({ version, quick, ...row.server })
    const listener = await listen(row.listens)
    const at = (text: string): string => text.replace('HOST', listener?.host ?? '')
    const inputs = {
      name: 'web',
      ...(listener === undefined ? {} : { 'endpoint-url': listener.url }),
      ...row.inputs,
    }
    if (row.inputs['endpoint-url'] !== undefined)
      inputs['endpoint-url'] = at(String(row.inputs['endpoint-url']))
    const run = await setup.run(inputs)
    expect(run.errors).toEqual([])
    expect(createFields(run)).toEqual({
      Name: 'web',
      EndpointType: String(row.kind),
      EndpointCreationType: String(row.kind),
      ...(listener === undefined ? {} : { URL: listener.url }),
      ...Object.fromEntries(Object.entries(row.fields).map(([field, value]) => [field, at(value)])),
    })
    const { files = [] } = sentTo(run, 'POST', '/api/endpoints')
    expect(files.map(({ field }) => field)).toEqual(row.files ?? [])
    expect(run.outputs).toMatchObject({
      result: 'created',
      type: String(row.type ?? row.kind),
      'endpoint-url': at(row.url ?? listener?.url ?? ''),
    })
    // 1.18 takes any answer for an engine's.
    if (listener !== undefined) expect(listener.connections).toBeGreaterThan(0)
    expect(setup.portainer.state.endpoints).toHaveLength(1)
  })
})

describe.each(Object.entries(refusedRows))('refused: %s', (_, row) => {
  test.each(row.versions)('on %s', async (version) => {
    const setup = await openSetup({ version, quick })
    const listener = await listen(row.listens ?? 'nothing')
    const url = listener === undefined ? {} : { 'endpoint-url': listener.url }
    const run = await setup.run({ name: 'web', ...url, ...row.inputs })
    expect(run.errors).toEqual([naming(row.names.replaceAll('VERSION', version))])
    expect(run.exitCode).toBe(1)
    const sent = run.requestLines.filter((line) => !line.startsWith('GET ') && line !== 'POST /api/auth 200')
    expect(sent).toEqual(row.sent ?? [])
    expect(setup.portainer.state.endpoints).toEqual([])
  })
})

test('what is verified less than asked for is removed again', async () => {
  const setup = await openSetup({ version: '2.23.0' })
  const answers = [
    { TLS: false, TLSSkipVerify: false },
    { TLS: true, TLSSkipVerify: true },
  ]
  const says = [
    'with TLS off, although TLS was requested',
    'without verification of the engine, although it was requested',
  ]
  for (const [index, TLSConfig] of answers.entries()) {
    const body = JSON.stringify({ Id: 7, Name: 'web', Type: 1, URL: 'tcp://engine:2376', TLSConfig })
    const stop = setup.portainer.misbehave({
      method: 'POST',
      path: '/api/endpoints',
      act: { status: 200, body },
    })
    const run = await setup.run({
      name: 'web',
      'endpoint-url': 'tcp://engine:2376',
      'tls-ca-cert': authority.cert,
    })
    expect(run.errors).toEqual([
      `Portainer created endpoint 'web' ${says[index] ?? ''}; it was removed again.`,
    ])
    expect(run.requestLines).toContain('DELETE /api/endpoints/7 404')
    stop()
  }
})
