// Addresses that don't fit the kind, inputs that belong to another kind, and what a kind can't do without.
import type { Refusal } from './refusal.ts'

const ENGINE =
  "allowed: 'tcp://host:port', 'host:port', 'http(s)://host[:port]', 'unix:///path' or 'npipe:////./pipe/name'."
const HOST = "allowed: 'tcp://host:port', 'host:port' or 'http(s)://host[:port]'."
const EDGE = "allowed: 'http(s)://host[:port]', the address at which the edge agent reaches Portainer."

export const addresses: Refusal[] = [
  [{ 'endpoint-url': '10.0.7.10' }, `'endpoint-url' is '10.0.7.10', which has no port; ${ENGINE}`],
  [{ 'endpoint-url': 'tcp://engine' }, `'endpoint-url' is 'tcp://engine', which has no port; ${ENGINE}`],
  [
    { 'endpoint-url': 'tcp://engine:99999' },
    `'endpoint-url' is 'tcp://engine:99999', which is no address; ${ENGINE}`,
  ],
  [{ 'endpoint-url': '::1:2375' }, `'endpoint-url' is '\\::1:2375', which is no address; ${ENGINE}`],
  [
    { 'endpoint-url': 'tcp://engine:2375/v1.41' },
    `'endpoint-url' is 'tcp://engine:2375/v1.41', which has a path; ${ENGINE}`,
  ],
  [
    { 'endpoint-url': 'http://engine:2375?x=1' },
    `'endpoint-url' is 'http://engine:2375?x=1', which has a query or a fragment; ${ENGINE}`,
  ],
  [
    { 'endpoint-url': 'ssh://root@engine' },
    `'endpoint-url' is 'ssh://***@engine', and Portainer does not know 'ssh://'; ${ENGINE}`,
  ],
  [
    { 'endpoint-url': 'tcp://root:swordfish@engine:2375' },
    `'endpoint-url' is 'tcp://***@engine:2375', which holds user info; ${ENGINE}`,
  ],
  [
    { 'endpoint-url': 'root:sword/fish@engine:2375' },
    `'endpoint-url' is '***@engine:2375', which is no address; ${ENGINE}`,
  ],
  [
    { 'endpoint-url': 'tcp://engine :2375' },
    `'endpoint-url' is 'tcp://engine :2375', with white space or control characters in it; ${ENGINE}`,
  ],
  [{ 'endpoint-url': 'unix://' }, `'endpoint-url' is 'unix://', which names no absolute path; ${ENGINE}`],
  [
    { 'endpoint-url': 'unix://var/run/docker.sock' },
    `'endpoint-url' is 'unix://var/run/docker.sock', which names no absolute path; ${ENGINE}`,
  ],
  [
    { type: 'agent', 'endpoint-url': 'unix:///var/run/docker.sock' },
    `'endpoint-url' is 'unix:///var/run/docker.sock', which is a local socket, and 'type' is 'agent'; ${HOST}`,
  ],
  [{ type: 'agent', 'endpoint-url': 'agent' }, `'endpoint-url' is 'agent', which has no port; ${HOST}`],
  [
    { type: 'edge-agent', 'endpoint-url': 'portainer.example.com:9443' },
    `'endpoint-url' is 'portainer.example.com:9443', which has no 'http://' or 'https://'; ${EDGE}`,
  ],
  [
    { type: 'edge-agent', 'endpoint-url': 'tcp://portainer:9443' },
    `'endpoint-url' is 'tcp://portainer:9443', which has no 'http://' or 'https://'; ${EDGE}`,
  ],
  [
    { type: 4, 'endpoint-url': 'HTTPS://LocalHost:9443' },
    `'endpoint-url' is 'HTTPS://LocalHost:9443', and Portainer refuses localhost here: the agent calls it from another host; ${EDGE}`,
  ],
  [
    { type: 'edge-agent', 'endpoint-url': 'https://me:swordfish@portainer' },
    `'endpoint-url' is 'https://***@portainer', which holds user info; ${EDGE}`,
  ],
  [
    { type: 'edge-agent', 'endpoint-url': 'https://portainer/?a' },
    `'endpoint-url' is 'https://portainer/?a', which has a query or a fragment; ${EDGE}`,
  ],
  [
    { 'endpoint-url': 'https://engine:2376' },
    "'endpoint-url' is 'https://…' without TLS: Portainer would dial it in plain text; give 'tls-ca-cert' (and 'tls-cert' with 'tls-key'), or write both skip flags.",
  ],
]

const azure = {
  type: 'azure',
  'azure-application-id': 'app',
  'azure-tenant-id': 'tenant',
  'azure-authentication-key': 'swordfish',
}

export const needs: Refusal[] = [
  [
    { type: 'agent' },
    "'endpoint-url' is missing; 'type' 'agent' needs it, as 'tcp://host:9001', unless 'if-missing' is 'fail'.",
  ],
  [
    { type: 'edge-agent' },
    "'endpoint-url' is missing; 'type' 'edge-agent' needs the URL at which the agent reaches Portainer, unless 'if-missing' is 'fail'.",
  ],
  ...(['azure-application-id', 'azure-tenant-id', 'azure-authentication-key'] as const).map(
    (name): Refusal => [
      { ...azure, [name]: '' },
      `'${name}' is missing; 'type' 'azure' needs it, unless 'if-missing' is 'fail'.`,
    ],
  ),
  [{ ...azure, 'azure-tenant-id': 'a\nb' }, "'azure-tenant-id' is 'a\\u{a}b'; allowed: one line of text."],
  [
    { ...azure, 'azure-authentication-key': 'sword\nfish' },
    "'azure-authentication-key' has a value that is not allowed; allowed: one line of text.",
  ],
  [{ type: 6 }, "'kubeconfig' is missing; 'type' 'kubeconfig' needs it, unless 'if-missing' is 'fail'."],
  ...(
    [
      [{ tls: true, 'tls-skip-verify': true, 'tls-skip-client-verify': true }, 'TLS inputs'],
      [{ users: 'anna' }, "'users' or 'teams'"],
      [{ teams: 'web' }, "'users' or 'teams'"],
    ] as const
  ).map(([inputs, beside]): Refusal => [
    inputs,
    `'endpoint-url' is missing; with ${beside} it must be written out, even for the local socket ('unix:///var/run/docker.sock'), which is root on Portainer's host, unless 'if-missing' is 'fail'.`,
  ]),
]

const docker = "'type' is left out, which means 'docker'."

export const strangers: Refusal[] = [
  [
    { 'edge-checkin-interval': 5 },
    `'edge-checkin-interval' goes with 'type' 'edge-agent' only, but ${docker}`,
  ],
  [{ 'azure-tenant-id': 'x' }, `'azure-tenant-id' goes with 'type' 'azure' only, but ${docker}`],
  [{ kubeconfig: 'kind: Config' }, `'kubeconfig' goes with 'type' 'kubeconfig' only, but ${docker}`],
  [
    { type: 'docker', 'azure-authentication-key': 'swordfish' },
    "'azure-authentication-key' goes with 'type' 'azure' only, but 'type' is 'docker'.",
  ],
  [
    { type: 'edge-agent', tls: 'true' },
    "'tls' goes with 'type' 'docker' or 'agent' only, but 'type' is 'edge-agent'.",
  ],
  [
    { type: 'kubernetes', 'tls-skip-verify': 'true' },
    "'tls-skip-verify' goes with 'type' 'docker' or 'agent' only, but 'type' is 'kubernetes'.",
  ],
  [
    { ...azure, 'endpoint-url': 'tcp://engine:2375' },
    "'endpoint-url' goes with 'type' 'docker', 'agent', 'edge-agent' or 'kubernetes' only, but 'type' is 'azure'.",
  ],
  [
    { type: 'kubernetes', 'container-engine': 'docker' },
    "'container-engine' goes with 'type' 'docker', 'agent' or 'edge-agent' only, but 'type' is 'kubernetes'.",
  ],
]
