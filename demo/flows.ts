// What the demo shows: the inputs of one step after another, and what must come of each.
import type { Inputs } from '../stand-in/runner/runner.ts'
import type { Site } from '../stand-in/site.ts'

export interface Flow {
  title: string
  with: Inputs
  /** The output `result`, one for each endpoint; `failed` for a run that must fail. */
  results: string[]
  /** The post step has something to do. */
  post?: true
  /** Shown with `--all` only. */
  more?: true
}

/** The flows in order: each finds what the ones before it left. The last removes all of it. */
export function flowsOf(site: Site, all: boolean, localSocket: boolean): Flow[] {
  const name = (text: string): string => site.prefix + text
  const { engines } = site
  const engine: Inputs = { name: name('docker-1'), 'endpoint-url': engines.plain }
  const secure: Inputs = { name: name('docker-2'), 'endpoint-url': engines.secure, 'tls-ca-cert': engines.ca }
  const changed: Inputs = { ...engine, tags: name('staging') }
  const firstSetUp: Inputs = {
    ...site.password,
    'init-admin': true,
    name: name('local'),
    'endpoint-url': localSocket ? 'unix:///var/run/docker.sock' : engines.plain,
  }
  const list = [
    `- name: ${name('docker-1')}`,
    `  endpoint-url: ${engines.plain}`,
    `- name: ${name('docker-3')}`,
    `  endpoint-url: ${engines.plain}`,
    `  tags: [${name('production')}]`,
    `- name: ${name('docker-0')}`,
    '  state: absent',
  ].join('\n')

  const setUp: Flow[] = [
    {
      title: 'First set-up: the administrator and a first endpoint',
      with: firstSetUp,
      results: ['created'],
    },
    { title: 'The same step again changes nothing', with: firstSetUp, results: ['unchanged'] },
  ]
  const flows: Flow[] = [
    ...(site.password === undefined ? [] : setUp),
    {
      title: 'A remote engine',
      with: {
        ...engine,
        'public-url': 'docker-1.example.com',
        group: name('Europe'),
        tags: name('production'),
        'wait-until-up': 30,
      },
      results: ['created'],
    },
    {
      title: 'A remote engine with TLS, from secrets',
      with: { ...secure, 'tls-cert': engines.client.cert, 'tls-key': engines.client.key },
      results: ['created'],
    },
    {
      title: 'Rotate its certificate',
      with: { ...secure, 'tls-cert': engines.renewed.cert, 'tls-key': engines.renewed.key },
      results: ['updated'],
      more: true,
    },
    {
      title: 'A Portainer agent',
      with: { name: name('agent-1'), type: 'agent', 'endpoint-url': engines.agent },
      results: ['created'],
    },
    {
      title: 'An edge agent, whose key is an output',
      with: { name: name('shop-1'), type: 'edge-agent', 'endpoint-url': 'https://portainer.example.com' },
      results: ['created'],
    },
    { title: 'A dry run', with: { ...changed, 'dry-run': true }, results: ['updated'] },
    { title: 'The change itself', with: changed, results: ['updated'] },
    {
      title: 'An engine that does not respond',
      with: { name: name('docker-9'), 'endpoint-url': engines.nobody },
      results: ['failed'],
    },
    {
      title: 'A mistake, found before the first request',
      with: { ...secure, 'tls-ca-cert': '', 'tls-cert': engines.client.cert, 'tls-key': engines.client.key },
      results: ['failed'],
      more: true,
    },
    {
      title: 'Several endpoints in one step',
      with: { endpoints: list },
      results: ['unchanged', 'created', 'absent'],
    },
    {
      title: 'An endpoint for this job only',
      with: { name: name('job-1'), 'endpoint-url': engines.plain, cleanup: true },
      results: ['created'],
      post: true,
    },
    {
      title: 'Remove one',
      with: { name: name('docker-1'), state: 'absent' },
      results: ['deleted'],
      more: true,
    },
  ]
  const shown = flows.filter(({ more }) => all || !more)
  const left = endpointsLeft(shown)
  const items = left.map((text) => `- name: ${text}`).join('\n')
  return [
    ...shown,
    {
      title: 'Remove everything that the demo made',
      with: { state: 'absent', endpoints: items },
      results: left.map(() => 'deleted'),
    },
  ]
}

/** What the flows leave in Portainer. */
function endpointsLeft(flows: Flow[]): string[] {
  const names = new Set<string>()
  for (const { with: inputs, results, post } of flows) {
    const listed = [...String(inputs['endpoints'] ?? '').matchAll(/name: (.*)/g)].map(([, text = '']) => text)
    for (const [index, name] of (listed.length > 0 ? listed : [String(inputs['name'])]).entries()) {
      if (results[index] === 'created' && post === undefined) names.add(name)
      if (results[index] === 'deleted') names.delete(name)
    }
  }
  return [...names]
}
