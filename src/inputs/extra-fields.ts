import { collectMistakes, InputError } from '../foundation/errors.ts'
import { quote } from '../foundation/text.ts'
import { invalid, type InputSource } from './source.ts'

/** Fields of the create request that an input stands for. */
const OWN_FIELDS =
  /^(name|url|publicurl|groupid|tags|tagids|tls.*|endpoint(creation)?type|azure.*|(edge)?checkininterval|containerengine|kubeconfig)$/i

/** The input `extra-fields`: further fields of the create request. Throws {@link InputError} or InputErrors. */
export function readExtraFields(source: InputSource): [string, string][] {
  const { attempt, throwAny } = collectMistakes()
  const seen = new Set<string>()
  const fields = source.pairs('extra-fields') ?? []
  for (const [field] of fields) {
    attempt(() => {
      if (!/^[A-Za-z][A-Za-z0-9_]*$/.test(field))
        throw invalid(source, 'extra-fields', field, "field names such as 'Gpus'")
      if (seen.has(field)) throw new InputError(`'extra-fields' has ${quote(field)} twice.`)
      seen.add(field)
      if (OWN_FIELDS.test(field)) {
        throw new InputError(`'extra-fields' has ${quote(field)}, for which there is an input; use that.`)
      }
    })
  }
  throwAny()
  return fields
}
