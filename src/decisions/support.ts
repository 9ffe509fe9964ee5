import { RefusedError } from '../foundation/errors.ts'
import { oneOf } from '../foundation/text.ts'
import type { DesiredEndpoint } from '../inputs/endpoint.ts'
import { formatVersion } from '../portainer/versions.ts'
import type { Known } from './lookup.ts'

/** Says before the create what this version would get wrong, and which one does not. */
export function checkSupport(item: DesiredEndpoint, { capabilities, version }: Known): void {
  const server = `Portainer ${version === undefined ? '' : formatVersion(version)}`.trim()
  if (item.type === 'kubernetes' && !capabilities.kubernetes) {
    throw new RefusedError(`${server} knows no Kubernetes and would make a Docker endpoint of it.`, {
      hint: 'Portainer 2.0 and later know it.',
    })
  }
  if (item.type === 'edge-agent' && !capabilities.edgeAgents) {
    throw new RefusedError(`${server} knows no edge agents and would make a Docker endpoint of it.`, {
      hint: 'Portainer 1.22 and later know them.',
    })
  }
  if (item.type === 'kubeconfig' && !capabilities.kubernetes) {
    throw new RefusedError(`${server} takes no kubeconfig and would make a Docker endpoint of it.`, {
      hint: 'Portainer Business Edition takes one.',
    })
  }
  if (item.containerEngine !== undefined && !capabilities.containerEngine) {
    throw new RefusedError(`${server} ignores 'container-engine'.`, {
      hint: `Leave it out; Portainer 2.22 and later know ${oneOf(['docker', 'podman'])}.`,
    })
  }
  if (item.type === 'docker' && item.tls.on === true && capabilities.dockerTlsBroken) {
    throw new RefusedError(`${server} can't create a Docker endpoint with TLS: it dials it in plain text.`, {
      hint: 'Portainer 2.20.2 has this mended; agents work on 2.20.0 and 2.20.1 too.',
    })
  }
  const otherSocket =
    item.url !== undefined && /^unix:/.test(item.url) && item.url !== 'unix:///var/run/docker.sock'
  if (otherSocket && capabilities.localSocket === 'no-url') {
    throw new RefusedError(`${server} knows the local socket /var/run/docker.sock only.`, {
      hint: 'Portainer 2.0 and later take another path.',
    })
  }
}
