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
    `'endpoint-url' … 'http://engine:2375?***' … query … fragment`,
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
    `'endpoint-url' … 'unix:///var/run/docker.sock' … local socket … 'type: agent'`,
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
    `'endpoint-url' … 'https://portainer/?***' … query … fragment`,
  ],
  [
    { 'endpoint-url': 'https://engine:2376' },
    "'endpoint-url' … 'https://' … without TLS … 'tls-ca-cert' … 'tls-cert' … 'tls-key'",
  ],
]

const azure = {
  type: 'azure',
  'azure-application-id': 'app',
  'azure-tenant-id': 'tenant',
  'azure-authentication-key': 'swordfish',
}

/** The way out, offered only where an update without these inputs makes sense. */
const UPDATE_ONLY = "only update … 'if-missing: fail'"

export const needs: Refusal[] = [
  [{ type: 'agent' }, `'endpoint-url' … missing … 'type: agent' … 'tcp://host:9001' … ${UPDATE_ONLY}`],
  [
    { type: 'agent', 'if-exists': 'recreate' },
    /^'endpoint-url' is missing(?!.*if-missing)/s, // needed whatever 'if-missing' says
  ],
  [{ type: 'edge-agent' }, `'endpoint-url' … missing … 'type: edge-agent' … ${UPDATE_ONLY}`],
  [{ ...azure, 'azure-tenant-id': '' }, `'azure-tenant-id' … missing … 'type: azure' … ${UPDATE_ONLY}`],
  [
    { type: 'azure' },
    "'azure-application-id', 'azure-tenant-id' and 'azure-authentication-key' are missing … 'type: azure'",
  ],
  [{ ...azure, 'azure-tenant-id': 'a\nb' }, "'azure-tenant-id' … 'a\\u{a}b'"],
  [{ ...azure, 'azure-authentication-key': 'sword\nfish' }, "'azure-authentication-key'"],
  [
    { ...azure, 'azure-authentication-key': '$AZURE_KEY' },
    "'azure-authentication-key' … nothing replaces it",
  ],
  [{ type: 6 }, `'kubeconfig' … missing … 'type: kubeconfig' … ${UPDATE_ONLY}`],
  ...(
    [
      [{ tls: true, 'tls-skip-verify': true, 'tls-skip-client-verify': true }, 'TLS'],
      [{ type: 'docker', users: 'anna' }, "'users' … 'teams'"],
      [{ teams: 'web' }, "'users' … 'teams'"],
    ] as const
  ).map(([inputs, beside]): Refusal => [
    inputs,
    `'endpoint-url' … missing … ${beside} … local socket … 'unix:///var/run/docker.sock' … ${UPDATE_ONLY}`,
  ]),
]

const docker = "'type' … 'docker'"

export const strangers: Refusal[] = [
  [{ 'edge-checkin-interval': 5 }, `'edge-checkin-interval' … 'type: edge-agent' … ${docker}`],
  [{ 'azure-tenant-id': 'x' }, `'azure-tenant-id' … 'type: azure' … ${docker}`],
  // Nothing else is said of it.
  [{ kubeconfig: 'nowhere.yml' }, `'kubeconfig' … 'type: kubeconfig' … ${docker}`],
  [
    { type: 'docker', 'azure-authentication-key': 'swordfish' },
    "'azure-authentication-key' … 'type: azure' … 'type' … 'docker'",
  ],
  [{ type: 'edge-agent', tls: 'maybe' }, "'tls' … 'type: docker' … 'type: agent' … 'type' … 'edge-agent'"],
  [
    { ...azure, 'endpoint-url': 'engine' },
    "'endpoint-url' … 'type: docker' … 'type: agent' … 'type: edge-agent' … 'type: kubernetes' … 'type' … 'azure'",
  ],
  [
    { type: 'kubernetes', 'container-engine': 'docker' },
    "'container-engine' … 'type: docker' … 'type: agent' … 'type: edge-agent' … 'type' … 'kubernetes'",
  ],
  [
    { type: 'kubernetes', 'tls-ca-cert': 'nowhere.pem', 'tls-key': 'swordfish', 'azure-tenant-id': 'x' },
    {
      each: [
        "'tls-ca-cert' and 'tls-key' … 'type: docker' … 'kubernetes'",
        "'azure-tenant-id' … 'type: azure' … 'kubernetes'",
      ],
    },
  ],
]
