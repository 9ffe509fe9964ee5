// The form that creates an endpoint: a stream of text fields and of the files themselves.
import * as fs from 'node:fs'
import * as os from 'node:os'
import path from 'node:path'
import type { Readable } from 'node:stream'
import { afterAll, expect, test } from '@jest/globals'
import { openForm, type Form } from '../../../src/portainer/endpoint-forms.ts'

const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'form-'))
const key = path.join(folder, 'key.pem')
const form: Form = { fields: [['Name', 'web']], files: [['TLSKeyFile', key]] }

afterAll(() => {
  fs.rmSync(folder, { recursive: true })
})

async function readAll(stream: Readable): Promise<string> {
  let text = ''
  stream.on('data', (chunk: Buffer | string) => (text += chunk.toString()))
  stream.resume()
  await new Promise((resolve) => stream.once('end', resolve))
  return text
}

test('each time it is opened, it sends what lies in its files by then, and says how long that is', async () => {
  fs.writeFileSync(key, 'first')
  const before = await openForm(form)
  fs.writeFileSync(key, 'other')
  for (const { stream, headers } of [before, await openForm(form)]) {
    const text = await readAll(stream)
    expect(text).toMatch(/name="TLSKeyFile"; filename="TLSKeyFile\.pem"\r\n.*\r\n\r\nother\r\n/)
    expect(headers).toMatchObject({ 'content-length': String(text.length) })
    expect(text).toContain(headers['content-type']?.split('boundary=')[1])
  }
})

test('a file that cannot be read is an error of the stream, and one that is missing one of the form', async () => {
  const { stream } = await openForm({ ...form, files: [['TLSKeyFile', folder]] })
  const failed = new Promise((resolve) => stream.once('error', resolve))
  stream.resume()
  expect(await failed).toMatchObject({ code: 'EISDIR' })
  const missing: Form = {
    ...form,
    files: [...form.files, ['TLSCertFile', path.join(folder, 'none.pem')]],
  }
  await expect(openForm(missing)).rejects.toThrow('ENOENT')
})
