// What the demo shows: the inputs of one step after another, and what must come of each.
import type { Inputs } from '../stand-in/runner/runner.ts'
import type { Site } from '../stand-in/site.ts'

export interface Flow {
  title: string
  with: Inputs
  /** The output `result`; a single endpoint without one means a run that must fail. */
  result: string
  /** What the log must say; of a failing run, the error. */
  says?: RegExp
  /** What the post step must say, where it has something to do. */
  post?: RegExp
}

/** The flows in order: each finds what the ones before it left. The last removes all of it. */
export function flowsOf(site: Site, localSocket: boolean): Flow[] {
  const name = (text: string): string => site.prefix + text
  const { engines } = site
  const firstEndpoint: Inputs = localSocket
    ? { name: name('local') }
    : { name: name('local'), 'endpoint-url': engines.plain }
  const engine: Inputs = { name: name('docker-1'), 'endpoint-url': engines.plain }
  const secure: Inputs = { name: name('docker-2'), 'endpoint-url': engines.secure }
  const fleet = [
    `- name: ${name('docker-1')}`,
    `  endpoint-url: ${engines.plain}`,
    `- name: ${name('docker-3')}`,
    `  endpoint-url: ${engines.plain}`,
    `  tags: [${name('production')}, ${name('eu')}]`,
    `- name: ${name('docker-0')}`,
    '  state: absent',
  ].join('\n')
  const names = ['local', 'docker-1', 'docker-2', 'docker-3', 'agent-1', 'shop-1', 'job-1', 'docker-9']
  const everything = names.map((text) => `- name: ${name(text)}`).join('\n')

  const setUp: Flow[] =
    site.password === undefined
      ? []
      : [
          {
            title: localSocket
              ? 'First set-up: the administrator, and the local socket'
              : 'First set-up: the administrator, who may be there already',
            with: { ...site.password, 'init-admin': true, ...firstEndpoint },
            result: 'created',
            says: /Created endpoint/,
          },
          {
            title: 'The same step again changes nothing',
            with: { ...site.password, 'init-admin': true, ...firstEndpoint },
            result: 'unchanged',
          },
        ]
  return [
    ...setUp,
    {
      title: 'A remote engine',
      with: {
        ...engine,
        'public-url': 'docker-1.example.com',
        group: name('Europe'),
        tags: [name('production'), name('eu')].join(', '),
        'wait-until-up': 30,
      },
      result: 'created',
    },
    {
      title: 'A remote engine with TLS, from secrets',
      with: {
        ...secure,
        'tls-ca-cert': engines.ca,
        'tls-cert': engines.client.cert,
        'tls-key': engines.client.key,
      },
      result: 'created',
    },
    {
      title: 'A Portainer agent',
      with: { name: name('agent-1'), type: 'agent', 'endpoint-url': engines.agent },
      result: 'created',
    },
    {
      title: 'An edge agent, whose key is an output',
      with: {
        name: name('shop-1'),
        type: 'edge-agent',
        'endpoint-url': 'https://portainer.example.com',
        'edge-checkin-interval': 30,
      },
      result: 'created',
    },
    {
      title: 'What would change: a dry run',
      with: { ...engine, tags: name('staging'), clear: 'public-url', 'dry-run': true },
      result: 'updated',
      says: /would be updated/,
    },
    {
      title: 'Change it',
      with: { ...engine, tags: name('staging'), clear: 'public-url' },
      result: 'updated',
      says: /tags: .* -> /,
    },
    {
      title: 'Rotate the certificates',
      with: {
        ...secure,
        'tls-ca-cert': engines.ca,
        'tls-cert': engines.renewed.cert,
        'tls-key': engines.renewed.key,
      },
      result: 'updated',
    },
    {
      title: 'An engine that does not answer',
      with: { name: name('docker-9'), 'endpoint-url': engines.nobody },
      result: '',
      says: /Could not create endpoint .*docker-9/,
    },
    {
      title: 'A mistake, found before anything is sent',
      with: { ...secure, 'tls-cert': engines.client.cert, 'tls-key': engines.client.key },
      result: '',
      says: /without 'tls-ca-cert'/,
    },
    { title: 'Many endpoints in one step', with: { endpoints: fleet }, result: '', says: /docker-3/ },
    {
      title: 'Only for the length of the job',
      with: { name: name('job-1'), 'endpoint-url': engines.plain, cleanup: true },
      result: 'created',
      post: /Removed endpoint/,
    },
    { title: 'Remove one', with: { name: name('docker-1'), state: 'absent' }, result: 'deleted' },
    {
      title: 'Remove everything that the demo made',
      with: { state: 'absent', endpoints: everything },
      result: '',
      says: /Removed endpoint/,
    },
  ]
}
