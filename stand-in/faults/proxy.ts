// A proxy in front of a stand-in Portainer that passes requests on and, at those it is told of, does something wrong.
import type http from 'node:http'
import { makeSelfSigned } from '../certificates.ts'
import { once } from '../engines/engine.ts'
import { faultKinds, type Act, type FaultKind, type FaultName } from './fault-kinds.ts'
import {
  changed,
  forward,
  readAll,
  write,
  writeEndless,
  writeHalf,
  writeTrickle,
  type Whole,
} from './proxy-responses.ts'
import { makeListener } from '../listener.ts'

/** One fault, and the request it meets: the so-manyth, from 1, of those that fit. */
export interface Fault {
  kind: FaultName
  nth: number
  method?: string
  /** Matched against the path with its query. */
  path?: RegExp
}

export interface FaultProxyOptions {
  /** Where requests are passed on to, by plain HTTP. */
  target: string
  faults: readonly Fault[]
  /** Restarts what stands behind. */
  restart: () => Promise<void>
  https?: boolean
  /** Milliseconds between two bytes of a trickle, and for which nobody listens when it is down. */
  pace?: { trickle?: number; down?: number }
}

export interface FaultProxy {
  url: string
  /** PEM of its certificate; empty without https. */
  caCert: string
  requests: {
    method: string
    path: string
    fault: FaultName | undefined
    /** Milliseconds from the whole request to the end of its answer or of its connection; undefined until then. */
    took: number | undefined
  }[]
  /** The faults that met a request. */
  injected: FaultName[]
  close: () => Promise<void>
}

export async function startFaultProxy(options: FaultProxyOptions): Promise<FaultProxy> {
  const certificate = options.https ? await makeSelfSigned() : undefined
  const pick = makePicker(options.faults)
  const listener = makeListener((request, response) => {
    response.on('error', () => response.destroy())
    meet(request, response).catch(() => request.socket.destroy())
  }, certificate)
  const timers = new Set<NodeJS.Timeout>()
  let closed = false
  const later = (milliseconds: number, act: () => void): void => {
    if (closed) return
    const timer = setTimeout(() => {
      timers.delete(timer)
      act()
    }, milliseconds)
    timers.add(timer)
  }
  const port = await listener.listen({ port: 0 })
  const proxy: FaultProxy = {
    url: `${certificate ? 'https' : 'http'}://127.0.0.1:${port}`,
    caCert: certificate?.cert ?? '',
    requests: [],
    injected: [],
    close: once(async () => {
      closed = true
      for (const timer of timers) clearTimeout(timer)
      await listener.stop()
    }),
  }

  async function meet(request: http.IncomingMessage, response: http.ServerResponse): Promise<void> {
    const { method = 'GET', url: path = '/' } = request
    const body = await readAll(request)
    const name = pick(method, path)
    const arrived = performance.now()
    const entry: FaultProxy['requests'][number] = { method, path, fault: name, took: undefined }
    proxy.requests.push(entry)
    response.once('close', () => (entry.took = performance.now() - arrived))
    if (name !== undefined) proxy.injected.push(name)
    const fault: FaultKind | undefined = name && faultKinds[name]
    if (fault?.act === 'forget') await options.restart()
    const seen = fault?.when !== 'before' || fault.act === 'forget'
    const whole = seen ? await forward(options.target, request, body) : nothing
    if (fault === undefined || fault.act === 'forget') write(response, whole)
    else await misbehave(fault.act, whole, response)
  }

  async function misbehave(
    act: Exclude<Act, 'forget'>,
    whole: Whole,
    response: http.ServerResponse,
  ): Promise<void> {
    const { socket } = response
    if (typeof act === 'object') {
      write(response, changed(whole, act))
      return
    }
    switch (act) {
      case 'reset':
        // A reset of the connection below TLS is not to be had from here.
        if (certificate) socket?.destroy()
        else socket?.resetAndDestroy()
        return
      case 'close':
        socket?.end(() => socket.destroy())
        return
      case 'stall':
        return
      case 'restart':
        await options.restart()
        listener.drop()
        return
      case 'down':
        await listener.stop()
        later(options.pace?.down ?? 300, () => void listener.listen({ port }).catch(() => undefined))
        return
      case 'cut-head':
        socket?.write('HTTP/1.1 200 OK\r\nContent-Ty', () => socket.destroy())
        return
      case 'cut':
        writeHalf(response, whole, () => socket?.destroy())
        return
      case 'stall-body':
        writeHalf(response, whole, () => undefined)
        return
      case 'trickle':
        writeTrickle(response, whole, (next) => later(options.pace?.trickle ?? 1000, next))
        return
      case 'endless':
        writeEndless(response, whole)
    }
  }
  return proxy
}

const nothing: Whole = { status: 200, headers: {}, body: Buffer.from('{}') }

/** Which fault a request meets. Each fault counts for itself the requests that fit it. */
function makePicker(faults: readonly Fault[]): (method: string, path: string) => FaultName | undefined {
  const left = faults.map((fault) => ({ fault, nth: fault.nth }))
  return (method, path) => {
    let found: FaultName | undefined
    for (const entry of left) {
      const { fault } = entry
      if (fault.method !== undefined && fault.method !== method) continue
      if (fault.path !== undefined && !fault.path.test(path)) continue
      entry.nth -= 1
      if (entry.nth === 0) found ??= fault.kind
    }
    return found
  }
}
