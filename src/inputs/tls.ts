import { checkTlsFiles, type Fingerprints, type TlsFiles } from '../certificates/tls-files.ts'
import { collectMistakes, InputError } from '../foundation/errors.ts'
import { type InputSource, optional, readBoolean } from './source.ts'
import { mask } from '../foundation/secrets.ts'
import { EMPTY_SECRET, readFileInput } from './files.ts'
import type { EndpointType } from './endpoint-types.ts'

/** What the inputs say of TLS between Portainer and the engine. */
export interface TlsInputs {
  /** Whether any TLS input was given. */
  provided: boolean
  /** On, off, or undefined where nothing is said (an agent that is created gets it on). */
  on: boolean | undefined
  /** As written; undefined when left out. */
  skipVerify: boolean | undefined
  skipClientVerify: boolean | undefined
  /** PEM, checked. */
  files: TlsFiles
  /** For the plan. */
  fingerprints: Fingerprints
  /** Why these inputs are not enough to create an endpoint, if so; enough to update one all the same. */
  incomplete: string | undefined
}

/**
 * Reads the TLS inputs and checks their files. Verification is never lost by accident: what would quietly verify
 * less than the files allow is refused.
 * @throws InputError or InputErrors
 */
export function readTls(source: InputSource, type: EndpointType): TlsInputs {
  const { errors, add, attempt, throwAny } = collectMistakes()
  const tls = attempt(() => readBoolean(source, 'tls'))
  const skipVerify = attempt(() => readBoolean(source, 'tls-skip-verify'))
  const skipClientVerify = attempt(() => readBoolean(source, 'tls-skip-client-verify'))
  const [ca, cert, key] = (['tls-ca-cert', 'tls-cert', 'tls-key'] as const).map((name) =>
    attempt(() => readFileInput(source, name)),
  )
  const filesRead = errors.length === 0
  const texts: TlsFiles = { ...optional('ca', ca), ...optional('cert', cert), ...optional('key', key) }
  // If one of the pair could not be read, it is not said to be missing.
  const checked = attempt(() => checkFiles(source, filesRead ? texts : optional('ca', ca)))
  const anyFile = Object.keys(texts).length > 0
  const anyFlag = skipVerify !== undefined || skipClientVerify !== undefined
  if (filesRead) findContradictions(type, { tls, skipVerify, skipClientVerify }, texts).forEach(add)
  throwAny()
  const { files, fingerprints } = checked ?? { files: {}, fingerprints: {} }
  return {
    provided: anyFile || anyFlag || tls !== undefined,
    on: tls ?? (anyFile || anyFlag ? true : undefined),
    skipVerify,
    skipClientVerify,
    files,
    fingerprints,
    incomplete:
      type === 'agent'
        ? agentGap(files, skipVerify, skipClientVerify, tls)
        : dockerGap(files, skipVerify, skipClientVerify),
  }
}

type Checked = Pick<TlsInputs, 'files' | 'fingerprints'>

/** Items of `endpoints` share their defaults: each set of files is checked once. */
const checkedBefore = new Map<string, Checked>()

function checkFiles(source: InputSource, texts: TlsFiles): Checked {
  const cacheKey = JSON.stringify(texts)
  const before = checkedBefore.get(cacheKey)
  if (before !== undefined) return before
  const { warnings, ...checked } = checkTlsFiles(texts, new Date())
  for (const warning of warnings) source.warn(warning)
  if (checked.files.key !== undefined) mask(checked.files.key) // its lines may differ from those that were given
  checkedBefore.set(cacheKey, checked)
  return checked
}

interface Flags {
  tls: boolean | undefined
  skipVerify: boolean | undefined
  skipClientVerify: boolean | undefined
}

/** Combinations that are wrong whether the endpoint exists or not. */
function findContradictions(
  type: EndpointType,
  { tls, skipVerify, skipClientVerify }: Flags,
  { ca, cert, key }: TlsFiles,
): InputError[] {
  const noFile = ca === undefined && cert === undefined && key === undefined
  if (tls === false && (!noFile || skipVerify === true || skipClientVerify === true)) {
    return [new InputError("'tls' is 'false', but TLS files or flags were given: remove one or the other.")]
  }
  if (tls === true && type === 'docker' && noFile && !(skipVerify === true && skipClientVerify === true)) {
    const hint = `${EMPTY_SECRET} For TLS without files, set 'tls-skip-verify' and 'tls-skip-client-verify' to 'true'.`
    return [
      new InputError(
        "'tls' is 'true', but no TLS file was given: 'tls-ca-cert', 'tls-cert' and 'tls-key' are empty.",
        { hint },
      ),
    ]
  }
  const errors: InputError[] = []
  if (cert !== undefined && key !== undefined && ca === undefined && skipVerify !== true) {
    errors.push(
      new InputError(
        "'tls-cert' and 'tls-key' were given without 'tls-ca-cert', so Portainer could not verify the engine. Provide 'tls-ca-cert', or set 'tls-skip-verify: true'.",
        { hint: EMPTY_SECRET },
      ),
    )
  }
  if (ca !== undefined && skipVerify === true) {
    errors.push(
      new InputError(
        "'tls-ca-cert' would not be used, because 'tls-skip-verify' is 'true': remove one of them.",
      ),
    )
  }
  if (cert !== undefined && skipClientVerify === true) {
    errors.push(
      new InputError(
        "'tls-cert' would not be used, because 'tls-skip-client-verify' is 'true': remove one of them.",
      ),
    )
  }
  return errors
}

function dockerGap(
  files: TlsFiles,
  skipVerify: boolean | undefined,
  skipClientVerify: boolean | undefined,
): string | undefined {
  if (files.ca === undefined && skipVerify !== true) {
    return "TLS without 'tls-ca-cert' requires 'tls-skip-verify: true'"
  }
  if (files.cert === undefined && files.ca === undefined && skipClientVerify !== true) {
    return "TLS without 'tls-cert' and 'tls-key' requires 'tls-skip-client-verify: true'"
  }
  if (files.cert === undefined && skipClientVerify === false) {
    return "'tls-skip-client-verify: false' requires 'tls-cert' and 'tls-key'"
  }
  return undefined
}

/** Portainer 2.x swaps the two flags on the way to an agent, so only "all files" and "both skipped" can work. */
function agentGap(
  files: TlsFiles,
  skipVerify: boolean | undefined,
  skipClientVerify: boolean | undefined,
  tls: boolean | undefined,
): string | undefined {
  const allFiles = files.ca !== undefined && files.cert !== undefined
  const noFiles = files.ca === undefined && files.cert === undefined
  if (tls === false) return "'tls' is 'false', but an agent only accepts TLS"
  if (allFiles && skipVerify !== true && skipClientVerify !== true) return undefined
  if (noFiles && skipVerify !== false && skipClientVerify !== false) return undefined
  return "An agent requires 'tls-ca-cert', 'tls-cert' and 'tls-key' together, or none of them with both checks skipped (Portainer 2.x swaps the two flags on the way to an agent, so nothing in between works)"
}
