// One request on a connection of its own, without a client's cleverness: no retry, no redirect, no pool.
import http from 'node:http'
import https from 'node:https'

export interface Asked {
  method: string
  headers?: Record<string, string>
  body?: Buffer | string | FormData
}

export interface Told {
  status: number
  headers: http.IncomingHttpHeaders
  text: string
}

/** Rejects when the connection ends without a whole answer. */
export async function ask(url: string, { method, headers = {}, body }: Asked): Promise<Told> {
  const { request } = url.startsWith('https:') ? https : http
  const form = body instanceof FormData ? new Response(body) : undefined
  const bytes = form ? Buffer.from(await form.arrayBuffer()) : (body as Buffer | string | undefined)
  const type = form ? { 'content-type': form.headers.get('content-type') ?? '' } : {}
  // Node says nothing of the length of a body that goes with DELETE.
  const length = bytes === undefined ? {} : { 'content-length': String(Buffer.byteLength(bytes)) }
  return new Promise((resolve, reject) => {
    const call = request(url, {
      method,
      agent: false,
      headers: { ...type, ...length, ...headers },
      rejectUnauthorized: false,
    })
    call.on('error', reject)
    call.on('response', (response) => {
      const chunks: Buffer[] = []
      response.on('data', (chunk: Buffer) => chunks.push(chunk))
      response.on('error', reject)
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        resolve({ status: response.statusCode ?? 0, headers: response.headers, text })
      })
    })
    call.end(bytes)
  })
}
