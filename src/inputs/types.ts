import { creationTypes, endpointTypes, type EndpointType } from './endpoint-types.ts'
import { InputError } from '../foundation/errors.ts'
import { oneOf, quote } from '../foundation/text.ts'
import type { InputName } from './names.ts'
import type { InputSource } from './source.ts'

/** Which inputs go with some kinds only. Given with another kind they are refused: they would have no effect. */
const belongsTo: readonly [InputName, readonly EndpointType[]][] = [
  ['tls', ['docker', 'agent']],
  ['tls-ca-cert', ['docker', 'agent']],
  ['tls-cert', ['docker', 'agent']],
  ['tls-key', ['docker', 'agent']],
  ['tls-skip-verify', ['docker', 'agent']],
  ['tls-skip-client-verify', ['docker', 'agent']],
  ['azure-application-id', ['azure']],
  ['azure-tenant-id', ['azure']],
  ['azure-authentication-key', ['azure']],
  ['kubeconfig', ['kubeconfig']],
  ['edge-checkin-interval', ['edge-agent']],
  ['container-engine', ['docker', 'agent', 'edge-agent']],
  ['endpoint-url', ['docker', 'agent', 'edge-agent', 'kubernetes']],
]

/**
 * The kind asked for, by word or number; undefined when `type` is left out.
 * Any other number is refused: Portainer would silently make a Docker endpoint of it.
 */
export function readKind(source: InputSource): EndpointType | undefined {
  const text = source.text('type')
  if (text === undefined) return undefined
  const type = endpointTypes.find(
    (word) => word === text.toLowerCase() || String(creationTypes[word]) === text,
  )
  if (type !== undefined) return type
  throw new InputError(
    `'type' is ${quote(text)}; allowed: ${oneOf(endpointTypes)}, or the numbers 1 to 6 in that order. Portainer would silently make a Docker endpoint of another one.`,
  )
}

/** Refuses an input that another kind would need. Throws {@link InputError}. */
export function checkBelongs(source: InputSource, type: EndpointType, typeGiven: boolean): void {
  for (const [name, its] of belongsTo) {
    if (its.includes(type) || source.text(name) === undefined) continue
    const found = typeGiven ? `'type' is '${type}'` : "'type' is left out, which means 'docker'"
    throw new InputError(`'${name}' goes with 'type' ${oneOf(its)} only, but ${found}.`)
  }
}
