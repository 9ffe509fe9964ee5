// From a request on the wire to an answer on the wire: routing, access, misbehaviour, writing.
import type http from 'node:http'
import { setTimeout as sleep } from 'node:timers/promises'
import { errorReply, pageNotFound, Refused, type Answer, type Reply } from './replies.ts'
import { authenticate, refuseCrossOrigin, refuseForgery } from './auth.ts'
import { readForm } from './form-body.ts'
import type { Misbehaviour, Rulebook } from './fault-rules.ts'
import { record, type RecordedRequest } from './request-log.ts'
import type { Route } from './routes.ts'
import { isAdministrator, type Request, type Server } from './handler.ts'
import {
  bytesOf,
  headersOf,
  write,
  writeForever,
  writeOther,
  writeSlowly,
  type Manner,
} from './response-writer.ts'

export interface Setting extends Manner {
  routes: Route[]
  rulebook: Rulebook
  requests: RecordedRequest[]
  basePath: string
}

const html = { 'Content-Type': 'text/html; charset=utf-8' }
const staticPaths = new Set(['/', '/index.html', '/timeout.html'])
const nobody = { Id: 0, Username: '', password: '', Role: 2 }

/** Nothing but these two answers once the administrator's five minutes are over. */
function afterTimeout(request: Request): Reply | undefined {
  const { path } = request
  if (path === '/api/status' || path === '/api/settings/public') return undefined
  if (path.startsWith('/api/')) {
    throw new Refused(303, 'Administrator initialization timeout', undefined, {
      'redirect-reason': 'AdminInitTimeout',
    })
  }
  if (path === '/timeout.html') return undefined
  const text = '<a href="/timeout.html">Temporary Redirect</a>.\n\n'
  return { status: 307, headers: { ...html, Location: '/timeout.html' }, text }
}

function refuseOthers({ rules, words }: Server, route: Route, request: Request): void {
  if (route.access !== 'admin' || isAdministrator(request.user) || rules.everyoneAdministers) return
  throw new Refused(403, words.accessDenied.message, words.accessDenied.details)
}

async function route(setting: Setting, request: Request): Promise<Answer> {
  const { server, routes, timedOut } = setting
  const foreign = refuseCrossOrigin(server, request)
  if (foreign) return foreign
  const late = timedOut ? afterTimeout(request) : undefined
  if (late) return late
  if (staticPaths.has(request.path)) return { status: 200, headers: html, text: '<html></html>\n' }
  const matching = routes.filter(({ path }) => path.test(request.path))
  if (matching.length === 0) return pageNotFound
  const found = matching.find(({ method }) => method === '*' || method === request.method)
  if (!found) return { status: 405 }
  const forged = refuseForgery(server, request)
  if (forged) return forged
  if (found.access !== 'public') request.user = authenticate(server, request)
  refuseOthers(server, found, request)
  const parts = found.path.exec(request.path)?.slice(1) ?? []
  return found.handler(server, request, ...parts)
}

async function carryOut(setting: Setting, request: Request): Promise<Answer> {
  try {
    return await route(setting, request)
  } catch (error) {
    if (error instanceof Refused) return errorReply(setting.server.rules, error)
    throw error
  }
}

function readBody(request: http.IncomingMessage): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('error', reject)
    request.on('end', () => resolve(chunks.length === 1 && chunks[0] ? chunks[0] : Buffer.concat(chunks)))
  })
}

function understand(message: http.IncomingMessage, url: string, body: Buffer): Request {
  const mark = url.indexOf('?')
  const query = new URLSearchParams(mark < 0 ? '' : url.slice(mark + 1))
  return {
    method: message.method ?? 'GET',
    path: mark < 0 ? url : url.slice(0, mark),
    query,
    headers: message.headers,
    body,
    form: readForm(message.headers['content-type'] ?? '', body, query),
    user: nobody,
    address: message.socket.remoteAddress ?? '',
  }
}

export async function answer(
  setting: Setting,
  message: http.IncomingMessage,
  response: http.ServerResponse,
): Promise<void> {
  try {
    const body = await readBody(message)
    const url = message.url ?? '/'
    const { basePath } = setting
    const inside = basePath === '' || url === basePath || /^[/?]/.test(url.slice(basePath.length))
    if (basePath !== '' && !(url.startsWith(basePath) && inside)) {
      response.writeHead(404, pageNotFound.headers)
      response.end(pageNotFound.text)
      return
    }
    const path = url.slice(basePath.length) || '/'
    const request = understand(message, path, body)
    const entry = record(request, path)
    setting.requests.push(entry)
    response.on('error', () => response.destroy())
    const act = setting.rulebook.pick(request.method, path)
    await behave(setting, request, entry, response, act)
  } catch (error) {
    // A connection that was cut while its request was read or carried out; anything else is a fault of the stand-in.
    const code = (error as NodeJS.ErrnoException).code ?? ''
    if (!/^(ECONN|EPIPE|ERR_STREAM|HPE_)/.test(code)) process.emitWarning(error as Error)
    response.destroy()
  }
}

async function behave(
  setting: Setting,
  request: Request,
  entry: RecordedRequest,
  response: http.ServerResponse,
  act: Misbehaviour['act'] | undefined,
): Promise<void> {
  const drop = () => {
    response.socket?.destroy()
  }
  if (act === 'stall') return
  if (act === 'drop') {
    drop()
    return
  }
  if (act === 'endless') {
    entry.status = 200
    return writeForever(response)
  }
  if (typeof act === 'object' && 'delay' in act) await sleep(act.delay, undefined, { ref: false })
  if (typeof act === 'object' && 'hold' in act) await act.hold()
  if (typeof act === 'object' && 'raw' in act) {
    if (response.socket) act.raw(response.socket)
    return
  }
  if (typeof act === 'object' && 'status' in act) {
    entry.status = act.status
    writeOther(act, response)
    return
  }
  const done = await carryOut(setting, request)
  const panics = done === 'panic' || act === 'panic-after'
  const reply = panics ? (setting.server.rules.panicsAnswerEmpty ? { status: 200 } : 'panic') : done
  if (reply === 'panic' || act === 'drop-after') {
    drop()
    return
  }
  if (act === 'stall-after') return
  if (typeof act === 'object' && 'after' in act) {
    entry.status = act.after.status
    writeOther(act.after, response)
    return
  }
  if (typeof act === 'object' && 'change' in act) {
    const good = {
      status: reply.status,
      headers: headersOf(setting, request, reply),
      body: await bytesOf(setting.server, reply),
    }
    const changed = act.change(good)
    entry.status = changed.status
    writeOther(changed, response)
    return
  }
  entry.status = reply.status
  if (act === 'truncate' || act === 'slow') {
    const { server } = setting
    const body = await bytesOf(server, reply)
    const headers = headersOf(setting, request, reply)
    if (act === 'slow') return writeSlowly(response, reply.status, headers, body)
    response.writeHead(reply.status, { ...headers, 'Content-Length': String(body.length) })
    response.write(body.subarray(0, Math.floor(body.length / 2)), drop)
    return
  }
  await write(setting, request, reply, response)
}
