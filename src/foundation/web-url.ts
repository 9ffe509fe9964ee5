import { hasControl } from './text.ts'

/**
 * An http(s) URL with a host; undefined for anything else, and for what `URL` would quietly repair: white space, control
 * characters, backslashes and a scheme that is written twice.
 */
export function parseWebUrl(text: string): URL | undefined {
  if (!/^https?:\/\/[^/?#]/i.test(text) || /[\s\\]/.test(text) || hasControl(text)) return undefined
  if (/^https?:\/\/https?:(?!\d)/i.test(text)) return undefined
  return URL.parse(text) ?? undefined
}

/** Whether a URL that was parsed from this text has user info, even an empty one. */
export function hasUserInfo(text: string): boolean {
  return /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*@/i.test(text)
}

/**
 * An address without what may be a secret in it: user info, query and fragment. They are taken out whatever else is
 * wrong with the address.
 */
export function withoutSecrets(address: string): string {
  return address.replace(/^([a-z][a-z0-9+.-]*:\/\/)?.*@/is, '$1***@').replace(/[?#].+$/s, (rest) => {
    return `${rest.slice(0, 1)}***`
  })
}

/** A text without the slashes at its end. Not an expression: `/\/+$/` takes quadratic time. */
export function withoutTrailingSlashes(text: string): string {
  let end = text.length
  while (text[end - 1] === '/') end -= 1
  return text.slice(0, end)
}
