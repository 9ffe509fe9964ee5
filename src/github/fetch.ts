import { keepBytes } from '../foundation/bytes.ts'

/** The longest answer that is read: a page of a hundred deployments is a tenth of it. */
const LONGEST_ANSWER = 8 * 1024 * 1024

/** GitHub sends on to another path when a repository was renamed. */
const MOST_REDIRECTS = 3

/** What Octokit gives to `fetch`. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>

/**
 * Octokit's own `fetch` within limits: follows redirects only where the token belongs, and reads an answer only so
 * far. Throws what becomes the message of Octokit's error.
 */
export function limitFetch(fetch: Fetch): Fetch {
  return async (url, init) => {
    let at = url
    for (let redirects = 0; ; redirects += 1) {
      const response = await fetch(at, { ...init, redirect: 'manual' })
      const { status, statusText, headers } = response
      if (status < 300 || status >= 400 || status === 304) {
        const isEmpty = status === 204 || status === 205 || status === 304
        const body = await readBody(response)
        return new Response(isEmpty ? null : body, { status, statusText, headers: [...headers] })
      }
      await response.body?.cancel()
      const next = URL.parse(headers.get('location') ?? '', at)
      // 307 and 308 repeat any request as it is, the others would make a read of it.
      const asItIs = init.method === 'GET' || status === 307 || status === 308
      if (!asItIs || next?.origin !== new URL(at).origin || redirects >= MOST_REDIRECTS)
        throw new Error(`GitHub answered ${status}, a redirect that is not followed`)
      at = next.href
    }
  }
}

async function readBody({ body }: Response): Promise<Buffer> {
  const bytes = keepBytes()
  for await (const piece of body ?? []) {
    bytes.add(Buffer.from(piece as Uint8Array))
    if (bytes.length > LONGEST_ANSWER) throw new Error('the answer is longer than 8 MiB')
  }
  return bytes.take()
}
