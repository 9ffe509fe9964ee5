// Addresses that don't fit the kind, inputs that belong to another kind, and what a kind can't do without.
import type { Refusal } from './refusal.ts'

export const addresses: Refusal[] = [
  [{ 'endpoint-url': '10.0.7.10' }, `'endpoint-url' … '10.0.7.10' … port`],
  [{ 'endpoint-url': 'tcp://engine' }, `'endpoint-url' … 'tcp://engine' … port`],
  [{ 'endpoint-url': 'tcp://engine:99999' }, `'endpoint-url' … 'tcp://engine:99999'`],
  [{ 'endpoint-url': '::1:2375' }, `'endpoint-url' … '\\::1:2375'`],
  [{ 'endpoint-url': 'tcp://engine:2375/v1.41' }, `'endpoint-url' … 'tcp://engine:2375/v1.41' … path`],
  [
    { 'endpoint-url': 'http://engine:2375?x=1' },
    `'endpoint-url' … 'http://engine:2375?x=1' … query … fragment`,
  ],
  [{ 'endpoint-url': 'ssh://root@engine' }, `'endpoint-url' … 'ssh://***@engine' … 'ssh://'`],
  [
    { 'endpoint-url': 'tcp://root:swordfish@engine:2375' },
    `'endpoint-url' … 'tcp://***@engine:2375' … user info`,
  ],
  [{ 'endpoint-url': 'root:sword/fish@engine:2375' }, `'endpoint-url' … '***@engine:2375'`],
  [
    { 'endpoint-url': 'tcp://engine :2375' },
    `'endpoint-url' … 'tcp://engine :2375' … white space … control characters`,
  ],
  [{ 'endpoint-url': 'unix://' }, `'endpoint-url' … 'unix://' … absolute path`],
  [
    { 'endpoint-url': 'unix://var/run/docker.sock' },
    `'endpoint-url' … 'unix://var/run/docker.sock' … absolute path`,
  ],
  [
    { type: 'agent', 'endpoint-url': 'unix:///var/run/docker.sock' },
    `'endpoint-url' … 'unix:///var/run/docker.sock' … local socket … 'type' … 'agent'`,
  ],
  [{ type: 'agent', 'endpoint-url': 'agent' }, `'endpoint-url' … 'agent' … port`],
  [
    { type: 'edge-agent', 'endpoint-url': 'portainer.example.com:9443' },
    `'endpoint-url' … 'portainer.example.com:9443' … 'http://' … 'https://'`,
  ],
  [
    { type: 'edge-agent', 'endpoint-url': 'tcp://portainer:9443' },
    `'endpoint-url' … 'tcp://portainer:9443' … 'http://' … 'https://'`,
  ],
  [
    { type: 4, 'endpoint-url': 'HTTPS://LocalHost:9443' },
    `'endpoint-url' … 'HTTPS://LocalHost:9443' … localhost`,
  ],
  [
    { type: 'edge-agent', 'endpoint-url': 'https://me:swordfish@portainer' },
    `'endpoint-url' … 'https://***@portainer' … user info`,
  ],
  [
    { type: 'edge-agent', 'endpoint-url': 'https://portainer/?a' },
    `'endpoint-url' … 'https://portainer/?a' … query … fragment`,
  ],
  [
    { 'endpoint-url': 'https://engine:2376' },
    "'endpoint-url' … 'https://…' … without … plain text … 'tls-ca-cert' … 'tls-cert' … 'tls-key'",
  ],
]

const azure = {
  type: 'azure',
  'azure-application-id': 'app',
  'azure-tenant-id': 'tenant',
  'azure-authentication-key': 'swordfish',
}

export const needs: Refusal[] = [
  [{ type: 'agent' }, "'endpoint-url' … missing … 'type' … 'agent' … 'tcp://host:9001'"],
  [{ type: 'edge-agent' }, "'endpoint-url' … missing … 'type' … 'edge-agent'"],
  ...(['azure-application-id', 'azure-tenant-id', 'azure-authentication-key'] as const).map(
    (name): Refusal => [{ ...azure, [name]: '' }, `'${name}' … missing … 'type' … 'azure'`],
  ),
  [{ ...azure, 'azure-tenant-id': 'a\nb' }, "'azure-tenant-id' … 'a\\u{a}b'"],
  [{ ...azure, 'azure-authentication-key': 'sword\nfish' }, "'azure-authentication-key'"],
  [{ type: 6 }, "'kubeconfig' … missing … 'type' … 'kubeconfig'"],
  ...(
    [
      [{ tls: true, 'tls-skip-verify': true, 'tls-skip-client-verify': true }, 'TLS'],
      [{ users: 'anna' }, "'users' … 'teams'"],
      [{ teams: 'web' }, "'users' … 'teams'"],
    ] as const
  ).map(([inputs, beside]): Refusal => [
    inputs,
    `'endpoint-url' … missing … ${beside} … local socket … 'unix:///var/run/docker.sock'`,
  ]),
]

const docker = "'type' … 'docker'"

export const strangers: Refusal[] = [
  [{ 'edge-checkin-interval': 5 }, `'edge-checkin-interval' … 'type' … 'edge-agent' … ${docker}`],
  [{ 'azure-tenant-id': 'x' }, `'azure-tenant-id' … 'type' … 'azure' … ${docker}`],
  [{ kubeconfig: 'kind: Config' }, `'kubeconfig' … 'type' … 'kubeconfig' … ${docker}`],
  [
    { type: 'docker', 'azure-authentication-key': 'swordfish' },
    "'azure-authentication-key' … 'type' … 'azure' … 'type' … 'docker'",
  ],
  [{ type: 'edge-agent', tls: 'true' }, "'tls' … 'type' … 'docker' … 'agent' … 'type' … 'edge-agent'"],
  [
    { type: 'kubernetes', 'tls-skip-verify': 'true' },
    "'tls-skip-verify' … 'type' … 'docker' … 'agent' … 'type' … 'kubernetes'",
  ],
  [
    { ...azure, 'endpoint-url': 'tcp://engine:2375' },
    "'endpoint-url' … 'type' … 'docker' … 'agent' … 'edge-agent' … 'kubernetes' … 'type' … 'azure'",
  ],
  [
    { type: 'kubernetes', 'container-engine': 'docker' },
    "'container-engine' … 'type' … 'docker' … 'agent' … 'edge-agent' … 'type' … 'kubernetes'",
  ],
]
