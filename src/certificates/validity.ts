import { InputError } from '../foundation/errors.ts'
import { subjectOf } from './naming.ts'
import type { Certificate } from './pem.ts'

const DAY = 24 * 60 * 60 * 1000
const WARNING_DAYS = 14

/**
 * Checks that certificates are valid now.
 * @param needed `every` for a chain that is shown to somebody; `one` for a collection of CAs, where an old one
 *   beside its successor does no harm.
 * @returns warnings about those that soon won't be, or, of a collection, are not.
 * @throws InputError when those needed are not valid.
 */
export function checkValidity(
  input: string,
  certificates: readonly Certificate[],
  now: Date,
  needed: 'every' | 'one',
): string[] {
  const faults = certificates.map((certificate) => faultOf(certificate, now))
  const fault = faults.find((text) => text !== undefined)
  if (fault !== undefined && (needed === 'every' || !faults.includes(undefined))) {
    throw new InputError(
      `'${input}' holds a certificate that ${fault}. It must be valid now, ${toText(now)}.`,
    )
  }
  return certificates.flatMap((certificate, index) => {
    const text = faults[index] ?? expiryOf(certificate, now)
    return text === undefined ? [] : [`'${input}' holds a certificate that ${text}.`]
  })
}

function faultOf(certificate: Certificate, now: Date): string | undefined {
  const { validFromDate, validToDate } = certificate.x509
  if (validToDate < now) return `expired on ${toText(validToDate)} (${subjectOf(certificate)})`
  if (validFromDate > now) return `is not valid before ${toText(validFromDate)} (${subjectOf(certificate)})`
  return undefined
}

function expiryOf(certificate: Certificate, now: Date): string | undefined {
  const end = certificate.x509.validToDate
  const days = Math.floor((end.getTime() - now.getTime()) / DAY)
  if (days >= WARNING_DAYS) return undefined
  const left = days === 0 ? 'within a day' : days === 1 ? 'in 1 day' : `in ${days} days`
  return `expires ${left}, on ${toText(end)} (${subjectOf(certificate)})`
}

function toText(date: Date): string {
  return `${date.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
