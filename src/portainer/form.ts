import * as fs from 'node:fs'
import type { Body } from './client.ts'

/** What goes out with a create or an upload: text fields, and files by the path they lie at. */
export interface Form {
  fields: [name: string, value: string][]
  files: [field: string, path: string][]
}

/**
 * Multipart as Portainer reads it: files need a filename, or they count as missing; the boundary belongs into the
 * content type, or every field does.
 */
export async function encodeForm({ fields, files }: Form): Promise<Body> {
  // Loaded here, since most runs send no form.
  const { default: FormData } = await import('form-data')
  const form = new FormData()
  for (const [name, value] of fields) form.append(name, value)
  for (const [field, path] of files) {
    form.append(field, fs.readFileSync(path), {
      filename: `${field}.pem`,
      contentType: 'application/x-pem-file',
    })
  }
  return { contentType: `multipart/form-data; boundary=${form.getBoundary()}`, bytes: form.getBuffer() }
}
