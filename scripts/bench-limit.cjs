// The least that creating endpoints costs on bare node:https: one agent, a form for each, and the requests that the
// action makes too: the status beside a first look, the creates, a last look. It verifies Portainer's certificate as the
// action does with `ca-cert`, and does nothing else. Run by `npm run bench`.
'use strict'
const { url, apiKey, ca, names, concurrency, fields, files } = JSON.parse(process.env.LIMIT)
const base = new URL(url)
const { Agent, request } = require(base.protocol === 'https:' ? 'node:https' : 'node:http')

const isProxied = Object.keys(process.env).some((name) => /_proxy$/i.test(name))

const agent = new Agent({
  keepAlive: true,
  minVersion: 'TLSv1.2',
  ...(isProxied ? { proxyEnv: process.env } : {}),
  ...(ca === undefined ? {} : pin(ca)),
})

function pin(pem) {
  const { X509Certificate } = require('node:crypto')
  const { checkServerIdentity } = require('node:tls')
  const { raw } = new X509Certificate(pem)
  return {
    ca: pem,
    checkServerIdentity: (host, shown) =>
      shown.raw.equals(raw) ? undefined : checkServerIdentity(host, shown),
  }
}

function call(method, path, headers = {}, body = '') {
  return new Promise((resolve, reject) => {
    const options = { agent, method, headers: { 'x-api-key': apiKey, ...headers } }
    const sent = request(new URL(base.pathname.replace(/\/$/, '') + path, base), options, (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (chunk) => (text += chunk))
      response.on('end', () => {
        if (response.statusCode === 200) resolve(JSON.parse(text))
        else reject(new Error(`${method} ${path}: ${response.statusCode} ${text}`))
      })
    })
    sent.on('error', reject)
    sent.end(body)
  })
}

const BOUNDARY = 'between-two-fields-of-the-form'

function form(name) {
  const parts = [
    ...Object.entries({ Name: name, ...fields }).map(([field, value]) => `name="${field}"\r\n\r\n${value}`),
    ...Object.entries(files).map(
      ([field, pem]) =>
        `name="${field}"; filename="${field}.pem"\r\ncontent-type: application/x-pem-file\r\n\r\n${pem}`,
    ),
  ]
  return (
    parts.map((part) => `--${BOUNDARY}\r\ncontent-disposition: form-data; ${part}\r\n`).join('') +
    `--${BOUNDARY}--\r\n`
  )
}

async function createAll() {
  const list = `/api/endpoints?${names.length === 1 ? `name=${names[0]}&` : ''}excludeSnapshots=true`
  await Promise.all([call('GET', '/api/status'), call('GET', list)])
  const left = names.values()
  const work = async () => {
    for (const name of left) {
      const body = form(name)
      const length = Buffer.byteLength(body)
      const headers = {
        'content-type': `multipart/form-data; boundary=${BOUNDARY}`,
        'content-length': length,
      }
      await call('POST', '/api/endpoints', headers, body)
    }
  }
  await Promise.all(Array.from({ length: concurrency }, work))
  const found = new Set((await call('GET', list)).map(({ Name }) => Name))
  if (!names.every((name) => found.has(name))) throw new Error('some endpoints are missing')
  agent.destroy()
}

createAll().catch((error) => {
  console.log(`::error::${error.message}`)
  process.exitCode = 1
})
