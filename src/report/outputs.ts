import * as core from '@actions/core'
import { holdsSecret, mask, scrub } from '../foundation/secrets.ts'
import { plural } from '../foundation/text.ts'
import { dashboardOf, isEdge } from '../inputs/endpoint-types.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import type { Server } from '../steps/connect.ts'
import type { Report } from '../steps/context.ts'

/** Every output of action.yml, in its order. A test holds the two together. */
export const outputNames = [
  'id',
  'name',
  'type',
  'endpoint-url',
  'public-url',
  'group-id',
  'status',
  'result',
  'changed',
  'edge-id',
  'edge-key',
  'dashboard-url',
  'portainer-version',
  'endpoint',
  'endpoints',
  'edge-keys',
] as const

type ItemOutput = Exclude<(typeof outputNames)[number], 'endpoint' | 'endpoints' | 'edge-keys'>

/**
 * The outputs of one endpoint; one that does not apply is empty. Texts of Portainer are scrubbed, since they may repeat a
 * secret, and masks do not reach outputs. Everything else is the action's own, whatever a password is called.
 */
export function outputsOf(report: Report, server: Server): Record<ItemOutput, string> {
  const { endpoint, error, result = '' } = report
  // What is gone has no page any more; neither has what a dry run would create.
  const existing = result === 'deleted' ? undefined : endpoint
  const edgeKey = existing ? edgeKeyOf(existing) : ''
  return {
    id: endpoint ? String(endpoint.id) : '',
    name: scrub(endpoint?.name ?? ''),
    type: endpoint ? String(endpoint.type) : '',
    'endpoint-url': scrub(endpoint?.url ?? ''),
    'public-url': scrub(endpoint?.publicUrl ?? ''),
    'group-id': endpoint ? String(endpoint.groupId) : '',
    status: existing?.status ?? '',
    result: error === undefined ? result : '',
    changed: String(isChanged(report)),
    'edge-id': endpoint && isEdge(endpoint.type) ? scrub(endpoint.edgeId) : '',
    // The one output that secrets are not taken out of: one into which the server wrote a secret is left out.
    'edge-key': holdsSecret(edgeKey) ? '' : edgeKey,
    'dashboard-url': existing ? dashboardUrl(existing, server) : '',
    'portainer-version': scrub(server.version),
  }
}

const CHANGES: ReadonlySet<string> = new Set(['created', 'updated', 'recreated', 'deleted'])

/** In a failed run, and while a result is not known, a change that was sent may be one. */
const isChanged = ({ error, result, changed }: Report): boolean =>
  error === undefined && result !== undefined ? CHANGES.has(result) : changed

/** Where an endpoint is in Portainer's UI, whose routes changed with 2.0. */
function dashboardUrl({ id, type }: Endpoint, { url, version }: Server): string {
  if (version.startsWith('1.')) return `${url}/#/endpoints/${id}`
  return `${url}/#!/${id}/${dashboardOf(type)}/dashboard`
}

/** An edge agent's key, which is base64. Anything else would be a server that chooses what the runner masks. */
function edgeKeyOf({ type, edgeKey }: Endpoint): string {
  return isEdge(type) && /^[A-Za-z0-9+/=_-]{16,4096}$/.test(edgeKey) ? edgeKey : ''
}

function maskEdgeKey(endpoint: Endpoint): void {
  const key = edgeKeyOf(endpoint)
  if (key !== '') mask(key, 'as written')
}

/** The fields of the output `endpoint`, and no others: responses of Portainer hold secrets. */
function describeEndpoint(endpoint: Endpoint): Record<string, unknown> {
  return {
    Id: endpoint.id,
    Name: scrub(endpoint.name),
    Type: endpoint.type,
    URL: scrub(endpoint.url),
    PublicURL: scrub(endpoint.publicUrl),
    GroupId: endpoint.groupId,
    TagIds: endpoint.tagIds,
    Tags: endpoint.tags?.map((tag) => scrub(tag)),
    Status: { up: 1, down: 2, '': undefined }[endpoint.status],
    ContainerEngine: endpoint.containerEngine && scrub(endpoint.containerEngine),
    TLS: endpoint.tls.on,
    TLSSkipVerify: endpoint.tls.skipVerify,
    TLSSkipClientVerify: endpoint.tls.on && !endpoint.tls.hasClientCertificate,
    Agent: endpoint.agentVersion && { Version: scrub(endpoint.agentVersion) },
    EdgeID: scrub(endpoint.edgeId),
    EdgeCheckinInterval: endpoint.checkinInterval,
    Users: [...endpoint.users.keys()],
    Teams: [...endpoint.teams.keys()],
  }
}

/** Sets what is known of a single endpoint, also when the run fails later. */
export function setItemOutputs(report: Report, server: Server): void {
  const { endpoint } = report
  if (endpoint) maskEdgeKey(endpoint)
  const outputs = {
    ...outputsOf(report, server),
    endpoint: endpoint ? JSON.stringify(describeEndpoint(endpoint)) : '',
  }
  // Each one is a line in a file that is opened and closed, and few change from one report to the next.
  for (const [name, value] of Object.entries(outputs)) {
    if (lastSet.get(name) !== value) core.setOutput(name, value)
    lastSet.set(name, value)
  }
}

const lastSet = new Map<string, string>()

/** Of what GitHub passes from job to job, 1 MB as UTF-16. */
const MAX_BETWEEN_JOBS = 500_000

/** Sets the outputs about all endpoints of the run, and those of a single one that a list leaves empty. */
export function setListOutputs(reports: readonly Report[], server: Server, isList: boolean): void {
  const endpoints = reports.flatMap(({ endpoint }) => endpoint ?? [])
  // All of them first: one may be in the name of another endpoint.
  endpoints.forEach(maskEdgeKey)
  const edgeKeys: [name: string, key: string][] = []
  const rows = reports.map((report) => {
    const { 'edge-key': edgeKey, ...outputs } = outputsOf(report, server)
    if (edgeKey !== '') edgeKeys.push([outputs.name, edgeKey])
    return {
      ...outputs,
      name: outputs.name || (report.item.selector.name ?? ''),
      endpoint: report.endpoint ? describeEndpoint(report.endpoint) : null,
      error: report.error?.message ?? '',
    }
  })
  const all = JSON.stringify(rows)
  core.setOutput('endpoints', all)
  core.setOutput('edge-keys', JSON.stringify(Object.fromEntries(edgeKeys)))
  const { length: leftOut } = endpoints.filter((endpoint) => holdsSecret(edgeKeyOf(endpoint)))
  if (leftOut > 0) {
    core.warning(
      `The edge key of ${plural(leftOut, 'endpoint')} holds a secret that this run was given, so it is no output. Perhaps a password or a header's value is part of 'endpoint-url'.`,
    )
  }
  if (all.length > MAX_BETWEEN_JOBS) {
    core.notice(
      `The output 'endpoints' has ${all.length} characters. The steps of this job can read all of it, but GitHub passes at most 1 MB of outputs on to other jobs: split the list for that, or pass it on in an artifact.`,
    )
  }
  if (!isList) return
  for (const name of outputNames) {
    if (name === 'portainer-version') core.setOutput(name, scrub(server.version))
    else if (name === 'changed') core.setOutput(name, String(reports.some(isChanged)))
    else if (name !== 'endpoints' && name !== 'edge-keys') core.setOutput(name, '')
  }
}
