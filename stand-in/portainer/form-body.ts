// Forms as Go's net/http reads them: query, urlencoded or multipart, errors ignored, field names case-sensitive.

export interface FormFile {
  field: string
  filename: string
  content: string
  contentType: string
}

export interface Form {
  fields: [name: string, value: string][]
  files: FormFile[]
  /** True when the body was a form at all, and not only the query. */
  fromBody: boolean
}

const expressions = ['boundary', 'name', 'filename'].map((name) => ({
  name,
  quoted: new RegExp(`(?:^|[;\\s])${name}="((?:[^"\\\\]|\\\\.)*)"`, 'i'),
  bare: new RegExp(`(?:^|[;\\s])${name}=([^;"\\s]+)`, 'i'),
}))

function parameter(header: string, wanted: string): string | undefined {
  const expression = expressions.find(({ name }) => name === wanted)
  const quoted = expression?.quoted.exec(header)?.[1]
  return quoted?.replace(/\\(.)/g, '$1') ?? expression?.bare.exec(header)?.[1]
}

function readMultipart(body: Buffer, boundary: string, form: Form): void {
  const mark = Buffer.from(`--${boundary}`)
  let start = body.indexOf(mark)
  while (start >= 0) {
    const from = start + mark.length
    if (body.subarray(from, from + 2).toString('latin1') === '--') return
    const next = body.indexOf(mark, from)
    const headEnd = body.indexOf('\r\n\r\n', from)
    if (next < 0 || headEnd < 0 || headEnd > next) return
    const head = body.subarray(from, headEnd).toString('utf8')
    const disposition = /^content-disposition:(.*)$/im.exec(head)?.[1] ?? ''
    const field = parameter(disposition, 'name')
    const filename = parameter(disposition, 'filename')
    // The line break before the boundary belongs to the boundary.
    const content = body.subarray(headEnd + 4, next - 2).toString('utf8')
    if (field !== undefined && filename !== undefined && filename !== '') {
      const contentType = /^content-type:\s*(.*?)\s*$/im.exec(head)?.[1] ?? ''
      form.files.push({ field, filename, content, contentType })
    } else if (field !== undefined) {
      form.fields.push([field, content])
    }
    start = next
  }
}

export function readForm(contentType: string, body: Buffer, query: URLSearchParams): Form {
  const form: Form = { fields: [], files: [], fromBody: false }
  const boundary = parameter(contentType, 'boundary')
  if (/^multipart\/form-data/i.test(contentType) && boundary !== undefined) {
    form.fromBody = true
    readMultipart(body, boundary, form)
  } else if (/^application\/x-www-form-urlencoded/i.test(contentType)) {
    form.fromBody = true
    form.fields.push(...new URLSearchParams(body.toString('utf8')))
  }
  form.fields.push(...query)
  return form
}

/** The first value of a field, '' when absent: Go's FormValue. */
export function value(form: Form, name: string): string {
  return form.fields.find(([field]) => field === name)?.[1] ?? ''
}

/** Exactly `true` is true; `True`, `1` and `yes` are false without a word. */
export const flag = (form: Form, name: string): boolean => value(form, name) === 'true'

/** Go's Atoi: anything else counts as absent. */
export function wholeNumber(form: Form, name: string): number | undefined {
  const text = value(form, name)
  return /^[+-]?\d+$/.test(text) ? Number(text) : undefined
}

export function file(form: Form, name: string): string | undefined {
  return form.files.find(({ field }) => field === name)?.content
}
