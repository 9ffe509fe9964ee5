import * as fs from 'node:fs'
import type { Readable } from 'node:stream'

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
 * A form as a stream that is sent once, reading its files as it goes; they are closed when it is destroyed. In
 * multipart as Portainer reads it: files need a filename, or they count as missing; the boundary belongs into the
 * content type, or every field does.
 */
export async function openForm(form: Form): Promise<{ stream: Readable; headers: Record<string, string> }> {
  library ??= loadLibrary()
  const { default: FormData } = await library
  const stream = new FormData()
  boundary ??= stream.getBoundary()
  stream.setBoundary(boundary)
  for (const [name, value] of form.fields) stream.append(name, value)
  // All lengths first: a missing file is an error before another one is open.
  const files = form.files.map(([field, path]) => ({ field, path, knownLength: fs.statSync(path).size }))
  for (const { field, path, knownLength } of files) {
    const file = fs.createReadStream(path)
    stream.once('close', () => file.destroy())
    stream.append(field, file, {
      filename: `${field}.pem`,
      contentType: 'application/x-pem-file',
      knownLength,
    })
  }
  return {
    stream,
    headers: {
      'content-type': `multipart/form-data; boundary=${boundary}`,
      'content-length': String(stream.getLengthSync()),
    },
  }
}
