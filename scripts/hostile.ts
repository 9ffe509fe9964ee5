// What hostile answers cost a run: `npm run hostile` prints the table of docs/reliability.md.
// `npm run hostile -- --only drips` takes the rows whose names hold that text. Takes some minutes.
import net, { type AddressInfo, type Socket } from 'node:net'
import { once } from 'node:events'
import { parseArgs } from 'node:util'
import { markdownTable } from 'markdown-table'
import { startPortainer } from '../stand-in/portainer/portainer.ts'
import { makePeakProbe } from '../stand-in/runner/memory-probe.ts'
import { startJob } from '../stand-in/runner/runner.ts'
import { hostileAnswers, PASSWORD, TIMEOUT_SECONDS, type HostileAnswer } from './hostile-answers.ts'

/** Above what any run should take: one that is not bounded ends here, and not with the machine. */
const MAX_HEAP_MEBIBYTES = 2000

const { values } = parseArgs({ options: { only: { type: 'string', default: '' } } })

/** One run of the built action against one answer, as a row of the table. */
async function runAgainst({ name, rules, inputs = {}, github }: HostileAnswer): Promise<string[]> {
  const portainer = await startPortainer({
    version: '2.23.0',
    dial: false,
    admin: { username: 'admin', password: PASSWORD },
  })
  for (const rule of rules) portainer.misbehave(rule)
  const server = github === undefined ? undefined : await listen(github)
  const job = startJob()
  try {
    const probe = makePeakProbe(job.folder)
    const start = performance.now()
    const { exitCode, errors, warnings } = await job.main(
      {
        url: portainer.url,
        password: PASSWORD,
        name: 'web',
        'endpoint-url': 'tcp://10.0.7.10:2375',
        timeout: TIMEOUT_SECONDS,
        ...(server === undefined ? {} : { deployment: 'preview', 'github-token': 'ghs_0123456789' }),
        ...inputs,
      },
      {
        NODE_OPTIONS: `${probe.env['NODE_OPTIONS'] ?? ''} --max-old-space-size=${MAX_HEAP_MEBIBYTES}`,
        ...(server === undefined ? {} : { GITHUB_API_URL: server.url, ...GITHUB }),
      },
    )
    const seconds = (performance.now() - start) / 1000
    const said = exitCode === 0 ? (warnings[0] ?? 'succeeded') : (errors[0] ?? 'ended without an error')
    return [name, `${Math.round(probe.read())} MiB`, `${seconds.toFixed(1)} s`, shorten(said)]
  } finally {
    server?.close()
    job.close()
    await portainer.close()
  }
}

const GITHUB = { GITHUB_REPOSITORY: 'acme/shop', GITHUB_SHA: '1'.repeat(40), GITHUB_EVENT_NAME: 'push' }

async function listen(answer: (socket: Socket) => unknown): Promise<{ url: string; close: () => void }> {
  const sockets = new Set<Socket>()
  const server = net.createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => undefined).on('close', () => sockets.delete(socket))
    socket.once('data', () => void answer(socket))
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => {
      for (const socket of sockets) socket.destroy()
      server.close()
    },
  }
}

/** The end of the first line, which says what came back. */
function shorten(said: string): string {
  const line = (said.split('\n')[0] ?? '')
    .replace(/^Could not [^:]*(:\/\/[^:]*:\d+)?: /, '')
    .replaceAll('|', '\\|')
  return line.length > 110 ? `${line.slice(0, 80)}… (${line.length} characters)` : line
}

const rows = [['answer', 'peak', 'time', 'what the run said']]
for (const answer of hostileAnswers.filter(({ name }) => name.includes(values.only))) {
  const row = await runAgainst(answer)
  console.error(row.join(' | '))
  rows.push(row)
}
console.log(markdownTable(rows))
