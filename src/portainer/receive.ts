import type { IncomingMessage } from 'node:http'
import { ActionError } from '../foundation/errors.ts'
import { safe } from '../foundation/text.ts'
import { createByteBuffer } from '../foundation/byte-buffer.ts'
import type { HttpResponse, WireRequest } from './transport.ts'

/** The largest body that is kept. Lists are handed on as they come and have no limit. */
export const MAX_BODY_BYTES = 8 * 1024 * 1024

/** Reads a whole answer, or hands it on; tells apart one that is cut short, too long, or packed. */
export function receive(
  response: IncomingMessage,
  asked: Pick<WireRequest, 'onChunk'>,
  fail: (code: string, what: string, cause?: unknown) => void,
  done: (response: HttpResponse) => void,
): void {
  const status = response.statusCode ?? 0
  const encoding = response.headers['content-encoding']
  if (encoding !== undefined && encoding !== 'identity') {
    fail('ENCODING', `the answer is packed (${safe(encoding, 50)}), though that was not asked for`)
    return
  }
  const streamed = asked.onChunk !== undefined && status >= 200 && status < 300
  const body = createByteBuffer()
  let length = 0
  response.on('data', (piece: Buffer) => {
    try {
      length += piece.length
      if (streamed) asked.onChunk?.(piece)
      else if (length > MAX_BODY_BYTES)
        fail('TOO_LARGE', `the answer (status ${status}) is longer than 8 MiB`)
      else body.add(piece)
    } catch (error) {
      fail('BAD_LIST', error instanceof ActionError ? error.message : 'the answer could not be read', error)
    }
  })
  response.on('end', () => {
    if (response.complete) done({ status, headers: response.headers, body: body.take() })
    else fail('CUT_SHORT', `the answer (status ${status}) was cut short after ${length} bytes`)
  })
  // An answer that is cut short ends in 'close' without 'end'.
  response.on('close', () =>
    fail('CUT_SHORT', `the answer (status ${status}) was cut short after ${length} bytes`),
  )
  response.on('error', (error: NodeJS.ErrnoException) => {
    fail('CUT_SHORT', `the answer (status ${status}) was cut short after ${length} bytes`, error)
  })
}
