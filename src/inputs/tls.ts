import * as core from '@actions/core'
import { checkTlsFiles, type Fingerprints, type TlsFiles } from '../certificates/tls-files.ts'
import { InputError } from '../foundation/errors.ts'
import { optional } from '../foundation/optional.ts'
import { mask } from '../foundation/secrets.ts'
import { EMPTY_SECRET, readFileInput } from './files.ts'
import type { InputSource } from './source.ts'
import { readBoolean } from './source.ts'
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
 * less than the files say is refused.
 * @throws InputError
 */
export function readTls(source: InputSource, type: EndpointType): TlsInputs {
  const tls = readBoolean(source, 'tls')
  const skipVerify = readBoolean(source, 'tls-skip-verify')
  const skipClientVerify = readBoolean(source, 'tls-skip-client-verify')
  const texts = {
    ...optional('ca', readFileInput(source, 'tls-ca-cert')),
    ...optional('cert', readFileInput(source, 'tls-cert')),
    ...optional('key', readFileInput(source, 'tls-key')),
  }
  const anyFile = Object.keys(texts).length > 0
  const anyFlag = skipVerify !== undefined || skipClientVerify !== undefined
  if (tls === false && (anyFile || skipVerify === true || skipClientVerify === true)) {
    throw new InputError("'tls' is 'false', but TLS files or flags are given; leave one or the other out.")
  }
  if (tls === true && type === 'docker' && !anyFile && !(skipVerify === true && skipClientVerify === true)) {
    throw new InputError(
      "'tls' is 'true', but no TLS file was given: 'tls-ca-cert', 'tls-cert' and 'tls-key' are empty.",
      {
        hint: `${EMPTY_SECRET} For TLS without files, set 'tls-skip-verify' and 'tls-skip-client-verify' to 'true'.`,
      },
    )
  }
  const { files, fingerprints } = anyFile ? check(texts) : { files: {}, fingerprints: {} }
  checkFlags(files, skipVerify, skipClientVerify)
  const on = tls ?? (anyFile || anyFlag ? true : undefined)
  const incomplete =
    type === 'agent'
      ? agentGap(files, skipVerify, skipClientVerify, tls)
      : dockerGap(files, skipVerify, skipClientVerify)
  return {
    provided: anyFile || anyFlag || tls !== undefined,
    on,
    skipVerify,
    skipClientVerify,
    files,
    fingerprints,
    incomplete,
  }
}

type Checked = Pick<TlsInputs, 'files' | 'fingerprints'>

/** Items of `endpoints` share their defaults: each set of files is checked, and warned about, once. */
const checkedBefore = new Map<string, Checked>()

function check(texts: TlsFiles): Checked {
  const cacheKey = JSON.stringify(texts)
  const before = checkedBefore.get(cacheKey)
  if (before !== undefined) return before
  const { warnings, ...checked } = checkTlsFiles(texts, new Date())
  for (const warning of warnings) core.warning(warning)
  if (checked.files.key !== undefined) mask(checked.files.key) // its lines may differ from those that were given
  checkedBefore.set(cacheKey, checked)
  return checked
}

/** Combinations that are wrong whether the endpoint is there or not. */
function checkFlags(
  files: TlsFiles,
  skipVerify: boolean | undefined,
  skipClientVerify: boolean | undefined,
): void {
  if (files.cert !== undefined && files.ca === undefined && skipVerify !== true) {
    throw new InputError(
      "'tls-cert' and 'tls-key' are given without 'tls-ca-cert', so the engine could not be verified; give 'tls-ca-cert', or write 'tls-skip-verify: true' if you mean that.",
      { hint: 'Perhaps the CA comes from a secret that is empty here.' },
    )
  }
  if (files.ca !== undefined && skipVerify === true) {
    throw new InputError(
      "'tls-ca-cert' is given, but 'tls-skip-verify' is 'true': it would not be used; leave one out.",
    )
  }
  if (files.cert !== undefined && skipClientVerify === true) {
    throw new InputError(
      "'tls-cert' is given, but 'tls-skip-client-verify' is 'true': it would not be used; leave one out.",
    )
  }
}

function dockerGap(
  files: TlsFiles,
  skipVerify: boolean | undefined,
  skipClientVerify: boolean | undefined,
): string | undefined {
  if (files.ca === undefined && skipVerify !== true) {
    return "TLS without 'tls-ca-cert' needs 'tls-skip-verify: true' written out"
  }
  if (files.cert === undefined && files.ca === undefined && skipClientVerify !== true) {
    return "TLS without 'tls-cert' and 'tls-key' needs 'tls-skip-client-verify: true' written out"
  }
  if (files.cert === undefined && skipClientVerify === false) {
    return "'tls-skip-client-verify' is 'false', which needs 'tls-cert' and 'tls-key'"
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
  if (tls === false) return "'tls' is 'false', but an agent is always reached by TLS"
  if (allFiles && skipVerify !== true && skipClientVerify !== true) return undefined
  if (noFiles && skipVerify !== false && skipClientVerify !== false) return undefined
  return "An agent takes either 'tls-ca-cert', 'tls-cert' and 'tls-key' together, or none of them with both checks skipped (Portainer 2.x swaps the two flags on the way to an agent, so nothing in between works)"
}
