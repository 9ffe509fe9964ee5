import { checkTlsFiles, type Fingerprints, type TlsFiles, tlsFileNames } from '../certificates/tls-files.ts'
import { collectMistakes } from '../foundation/errors.ts'
import { mask } from '../foundation/secrets.ts'
import type { EndpointType } from './endpoint-types.ts'
import { EMPTY_SECRET, readFileInput } from './files.ts'
import type { InputSource } from './source.ts'

/** What the inputs say of TLS between Portainer and the engine. */
export interface TlsInputs {
  provided: boolean
  /** Undefined if not given: a new agent gets TLS. */
  on: boolean | undefined
  skipVerify: boolean | undefined
  skipClientVerify: boolean | undefined
  files: TlsFiles
  fingerprints: Fingerprints
  /** Why these inputs are not enough for a create. They may still do for an update. */
  incomplete: string | undefined
}

/** The inputs as written: flags, and the texts of files. */
interface Given extends TlsFiles {
  tls: boolean | undefined
  skipVerify: boolean | undefined
  skipClientVerify: boolean | undefined
}

const FILE_INPUTS = { ca: 'tls-ca-cert', cert: 'tls-cert', key: 'tls-key' } as const

/** Reads the TLS inputs. Verification is never lost by accident: what would quietly verify less than the files allow is refused. */
export function readTls(source: InputSource, type: EndpointType): TlsInputs {
  const { errors, refuse, attempt, throwAny } = collectMistakes()
  const tls = attempt(() => source.boolean('tls'))
  const skipVerify = attempt(() => source.boolean('tls-skip-verify'))
  const skipClientVerify = attempt(() => source.boolean('tls-skip-client-verify'))
  const texts: TlsFiles = {}
  for (const file of tlsFileNames) {
    const text = attempt(() => readFileInput(source, FILE_INPUTS[file]))
    if (text !== undefined) texts[file] = text
  }
  const given: Given = { tls, skipVerify, skipClientVerify, ...texts }
  const allRead = errors.length === 0
  if (!allRead) {
    // If one of the pair could not be read, do not complain that the other is alone.
    delete texts.cert
    delete texts.key
  }
  const checked = attempt(() => checkFiles(source, texts))
  if (allRead) refuseContradictions(type, given, refuse)
  throwAny()
  const { files, fingerprints } = checked ?? { files: {}, fingerprints: {} }
  const isUsed = Object.keys(files).length > 0 || skipVerify !== undefined || skipClientVerify !== undefined
  return {
    provided: isUsed || tls !== undefined,
    on: tls ?? (isUsed || undefined),
    skipVerify,
    skipClientVerify,
    files,
    fingerprints,
    incomplete: type === 'agent' ? agentGap(given) : dockerGap(given),
  }
}

/** Items of `endpoints` share their defaults: each set of files is checked once. */
const checkedBefore = new Map<string, Pick<TlsInputs, 'files' | 'fingerprints'>>()

function checkFiles(source: InputSource, texts: TlsFiles): Pick<TlsInputs, 'files' | 'fingerprints'> {
  const cacheKey = JSON.stringify(texts)
  const before = checkedBefore.get(cacheKey)
  if (before !== undefined) return before
  const { warnings, ...checked } = checkTlsFiles(texts, new Date())
  for (const warning of warnings) source.warn(warning)
  mask(checked.files.key ?? '') // its lines may differ from those that were given
  checkedBefore.set(cacheKey, checked)
  return checked
}

/** Combinations that are wrong whether the endpoint exists or not. */
function refuseContradictions(
  type: EndpointType,
  { tls, skipVerify, skipClientVerify, ca, cert, key }: Given,
  refuse: (message: string, hint?: string) => void,
): void {
  const noFile = ca === undefined && cert === undefined && key === undefined
  if (tls === false && (!noFile || skipVerify === true || skipClientVerify === true)) {
    refuse("'tls' is 'false', but TLS files or flags were given: remove one or the other.")
    return
  }
  if (tls === true && type === 'docker' && noFile && !(skipVerify === true && skipClientVerify === true)) {
    refuse(
      "'tls' is 'true', but no TLS file was given: 'tls-ca-cert', 'tls-cert' and 'tls-key' are empty.",
      `${EMPTY_SECRET} For TLS without files, set 'tls-skip-verify' and 'tls-skip-client-verify' to 'true'.`,
    )
    return
  }
  if (cert !== undefined && key !== undefined && ca === undefined && skipVerify !== true) {
    refuse(
      "'tls-cert' and 'tls-key' were given without 'tls-ca-cert', so Portainer could not verify the engine. Provide 'tls-ca-cert', or set 'tls-skip-verify: true'.",
      EMPTY_SECRET,
    )
  }
  if (ca !== undefined && skipVerify === true) {
    refuse("'tls-ca-cert' would not be used, because 'tls-skip-verify' is 'true': remove one of them.")
  }
  if (cert !== undefined && skipClientVerify === true) {
    refuse("'tls-cert' would not be used, because 'tls-skip-client-verify' is 'true': remove one of them.")
  }
}

function dockerGap({ skipVerify, skipClientVerify, ca, cert }: Given): string | undefined {
  if (ca === undefined && skipVerify !== true) {
    return "TLS without 'tls-ca-cert' requires 'tls-skip-verify: true'."
  }
  if (cert === undefined && ca === undefined && skipClientVerify !== true) {
    return "TLS without 'tls-cert' and 'tls-key' requires 'tls-skip-client-verify: true'."
  }
  if (cert === undefined && skipClientVerify === false) {
    return "'tls-skip-client-verify: false' requires 'tls-cert' and 'tls-key'."
  }
  return undefined
}

/** Portainer 2.x swaps the two flags on the way to an agent, so only "all files" and "both skipped" can work. */
function agentGap({ tls, skipVerify, skipClientVerify, ca, cert }: Given): string | undefined {
  if (tls === false) return "'tls' is 'false', but an agent only accepts TLS."
  const isVerified =
    ca !== undefined && cert !== undefined && skipVerify !== true && skipClientVerify !== true
  const isSkipped =
    ca === undefined && cert === undefined && skipVerify !== false && skipClientVerify !== false
  if (isVerified || isSkipped) return undefined
  return "An agent requires 'tls-ca-cert', 'tls-cert' and 'tls-key' together, or none of them with both checks skipped (Portainer 2.x swaps the two flags on the way to an agent, so nothing in between works)."
}
