// What a test can see of a request afterwards.
import type http from 'node:http'
import type { FormFile } from './form-body.ts'
import type { Request } from './handler.ts'

export interface RecordedRequest {
  method: string
  /** Without the base path, with the query. */
  path: string
  headers: http.IncomingHttpHeaders
  form?: [name: string, value: string][]
  files?: FormFile[]
  json?: unknown
  /** `dropped` until it is answered, and for good when it never is. */
  status: number | 'dropped'
}

function parseJson(request: Request): { json?: unknown } {
  if (request.body.length === 0) return {}
  try {
    return { json: JSON.parse(request.body.toString('utf8')) as unknown }
  } catch {
    return {}
  }
}

export function record(request: Request, path: string): RecordedRequest {
  const { method, headers, form } = request
  const content = form.fromBody
    ? { form: form.fields.slice(0, form.fields.length - request.query.size), files: form.files }
    : parseJson(request)
  return { method, path, headers, ...content, status: 'dropped' }
}
