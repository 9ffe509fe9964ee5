import * as fs from 'node:fs'
import type { Body } from './client.ts'

/** What goes out with a create or an upload: text fields, and files by the path they lie at. */
export interface Form {
  fields: [name: string, value: string][]
  files: [field: string, path: string][]
}

/** One boundary for all forms of a run: nobody else knows it, and random numbers are slow to come by. */
let boundary: string | undefined
/** Loaded with the first form, since most runs send none. */
const loadLibrary = () => import('form-data')
let library: ReturnType<typeof loadLibrary> | undefined

/**
 * Multipart as Portainer reads it: files need a filename, or they count as missing; the boundary belongs into the
 * content type, or every field does.
 */
export async function encodeForm({ fields, files }: Form): Promise<Body> {
  library ??= loadLibrary()
  const { default: FormData } = await library
  const form = new FormData()
  boundary ??= form.getBoundary()
  form.setBoundary(boundary)
  for (const [name, value] of fields) form.append(name, value)
  for (const [field, path] of files) {
    form.append(field, fs.readFileSync(path), {
      filename: `${field}.pem`,
      contentType: 'application/x-pem-file',
    })
  }
  return { contentType: `multipart/form-data; boundary=${boundary}`, bytes: form.getBuffer() }
}
