import { RefusedError } from '../foundation/errors.ts'
import { oneOf } from '../foundation/text.ts'
import type { DesiredEndpoint } from '../inputs/endpoint.ts'
import { formatVersion } from '../portainer/versions.ts'
import type { Known } from './lookup.ts'

/** @throws RefusedError for what this version can't create, or would create as something else. */
export function checkSupport(item: DesiredEndpoint, { capabilities, version }: Known): void {
  const server = `Portainer ${version === undefined ? '' : formatVersion(version)}`.trim()
  if (item.type === 'kubernetes' && !capabilities.kubernetes) {
    throw new RefusedError(`${server} does not support Kubernetes and would create a Docker endpoint.`, {
      hint: 'Portainer 2.0 and later support it.',
    })
  }
  if (item.type === 'edge-agent' && !capabilities.edgeAgents) {
    throw new RefusedError(`${server} does not support edge agents and would create a Docker endpoint.`, {
      hint: 'Portainer 1.22 and later support them.',
    })
  }
  if (item.type === 'kubeconfig' && !capabilities.kubernetes) {
    throw new RefusedError(`${server} does not accept a kubeconfig and would create a Docker endpoint.`, {
      hint: 'Portainer Business Edition accepts one.',
    })
  }
  if (item.containerEngine !== undefined && !capabilities.containerEngine) {
    throw new RefusedError(`${server} ignores 'container-engine'.`, {
      hint: `Remove it; Portainer 2.22 and later support ${oneOf(['docker', 'podman'])}.`,
    })
  }
  if (item.type === 'docker' && item.tls.on === true && capabilities.dockerTlsBroken) {
    throw new RefusedError(`${server} can't create a Docker endpoint with TLS: it connects in plain text.`, {
      hint: 'This is fixed in Portainer 2.20.2. Agents work on 2.20.0 and 2.20.1 too.',
    })
  }
  const otherSocket =
    item.url !== undefined && /^unix:/.test(item.url) && item.url !== 'unix:///var/run/docker.sock'
  if (otherSocket && capabilities.localSocket === 'no-url') {
    throw new RefusedError(`${server} only supports the local socket /var/run/docker.sock.`, {
      hint: 'Portainer 2.0 and later support other paths.',
    })
  }
}
