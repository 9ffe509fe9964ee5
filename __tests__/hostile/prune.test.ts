// `prune` looks at every endpoint of a server, which may list more than there are, or without an end.
import { expect, test } from '@jest/globals'
import { makePeakProbe } from '../../stand-in/runner/memory-probe.ts'
import { pour } from '../../stand-in/portainer/response-writer.ts'
import { openSetup, startThreads } from '../helpers/setup.ts'

const quick = startThreads({ speed: 20 })
const FIRST_LIST = { path: /^\/api\/endpoints\?/, times: 1 }
const HEAD = 'HTTP/1.1 200 OK\r\nConnection: close\r\n'
const inputs = {
  endpoints: '[{"name":"a","endpoint-url":"tcp://10.0.0.1:2375"}]',
  group: 'previews',
  tags: 'ci',
  prune: true,
}

test('counts nothing of a list that was cut short and asked for again', async () => {
  const { portainer, run } = await openSetup({ quick, version: '2.23.0', dial: false })
  const first = await run(inputs)
  const [only] = portainer.state.endpoints
  if (only === undefined) throw new Error(first.log)
  const elements = Array.from({ length: 20_000 }, (_, index) =>
    JSON.stringify({
      Id: index + 100,
      Name: `x-${index}`,
      GroupId: only.GroupId,
      TagIds: only.TagIds,
      x: ' '.repeat(100),
    }),
  )
  portainer.misbehave({
    ...FIRST_LIST,
    act: { raw: (socket) => socket.end(`${HEAD}Content-Length: 9000000\r\n\r\n[${elements.join()}`) },
  })
  const { exitCode, errors, outputs } = await run(inputs)
  expect([exitCode, errors, outputs['changed']]).toEqual([0, [], 'false'])
})

test('keeps 100,000 edge agents with long names', async () => {
  const { portainer, run } = await openSetup({ version: '2.23.0', dial: false })
  const edgeKey = Buffer.from(`https://portainer.example.com|portainer.example.com:8000|${'f'.repeat(47)}|7`)
  const name = 'x'.repeat(280)
  const element = JSON.stringify({
    Id: 7,
    Name: name,
    Type: 4,
    URL: 'portainer.example.com',
    PublicURL: 'shop.example.com',
    EdgeID: 'x'.repeat(36),
    EdgeKey: edgeKey.toString('base64'),
  })
  const raw = async (socket: Parameters<typeof pour>[0]): Promise<void> => {
    socket.write(`${HEAD}\r\n[${element}`)
    await pour(socket, `,${element}`.repeat(9), 11_111)
    socket.end(']')
  }
  portainer.misbehave({ path: /^\/api\/endpoints\?/, times: 2, act: { raw } })
  const { exitCode, errors } = await run({ ...inputs, timeout: 60, 'dry-run': true })
  expect([exitCode, errors]).toEqual([0, []])
})

test('keeps no more than 100,000 endpoints of a list without an end', async () => {
  const { portainer, job, run } = await openSetup({ version: '2.23.0', dial: false })
  const raw = async (socket: Parameters<typeof pour>[0]): Promise<void> => {
    socket.write(`${HEAD}\r\n[`)
    await pour(socket, '{"Id":7,"Name":"other"},'.repeat(999))
  }
  portainer.misbehave({ ...FIRST_LIST, act: { raw } })
  const probe = makePeakProbe(job.folder)
  const { exitCode, errors } = await run({ ...inputs, timeout: 60 }, probe.env)
  expect([exitCode, errors]).toEqual([1, [expect.stringContaining('the list is longer than 100000.')]])
  expect(probe.read()).toBeLessThan(300)
})
