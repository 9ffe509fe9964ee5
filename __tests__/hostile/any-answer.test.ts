// Whatever comes as an answer, a run ends with what it was asked for or with an error of ours that says what was
// tried; and keys that every object inherits are keys like others.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc, { thorough } from '../helpers/random.ts'
import { type FlowEngines, type FlowName, flowNames, startFlowEngines } from '../../stand-in/faults/flows.ts'
import type { Misbehaviour } from '../../stand-in/portainer/fault-rules.ts'
import { startQuickRunner } from '../../stand-in/runner/thread-runner.ts'
import { atRequest, requestsOf, runFlow } from './run-flow.ts'

const runner = startQuickRunner({ threads: 4, speed: 20 })
let engines: FlowEngines
beforeAll(async () => {
  engines = await startFlowEngines()
})
afterAll(async () => {
  await Promise.all([runner.close(), engines.close()])
})

const FLOWS: readonly FlowName[] = ['update', 'create on a fresh Portainer', 'rotate', 'recreate', 'absent']

/** Names that a careless reader would find in every object, or put into every object. */
const inherited = {
  ['__proto__']: {
    Id: 666,
    ID: 666,
    Name: 'web',
    Version: '1.18.0',
    jwt: 'x',
    Authentication: false,
    Agent: { Version: '9' },
  },
  constructor: { prototype: { Id: 666, TLS: true } },
  hasOwnProperty: 'x',
  toString: 'x',
  valueOf: 7,
  toJSON: 'x',
  then: 'x',
}

/** A good answer whose text becomes another one. */
const rewriting = (rewrite: (text: string) => string): Misbehaviour['act'] => ({
  change: (answer) => ({ ...answer, body: rewrite(answer.body.toString()) }),
})

function poison(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(poison)
  if (typeof value !== 'object' || value === null) return value
  const own = Object.entries(value).map(([key, one]) => [key, poison(one)] as const)
  return Object.fromEntries([...own, ...Object.entries(inherited)])
}

const poisoned = (text: string): string =>
  /^[[{]/.test(text) ? JSON.stringify(poison(JSON.parse(text))) : text

test('`__proto__` and its like in every object of every answer change nothing, now or in a later run', async () => {
  const outcomeOf = async (flow: FlowName, rewrite: (text: string) => string): Promise<object> => {
    const { result, requests } = await runFlow(runner, engines, flow, {
      path: /^\/api\//,
      act: rewriting(rewrite),
    })
    const { exitCode, errors, warnings, outputs } = result
    return {
      exitCode,
      errors,
      warnings,
      // A fleet's items go their ways at the same time: which request comes first is luck.
      requests: requests.toSorted(),
      outputs: JSON.stringify(outputs).replaceAll(/:\d{4,5}/g, ':0'),
    }
  }
  for (const flow of flowNames.filter((name) => name !== 'create with TLS')) {
    const plain = await outcomeOf(flow, (text) => text)
    expect({ flow, ...(await outcomeOf(flow, poisoned)) }).toEqual({ flow, ...plain })
    expect({ flow, ...(await outcomeOf(flow, (text) => text)) }).toEqual({ flow, ...plain })
  }
})

/** Nothing of its own, and all that it should have in what it would inherit. */
function hollow(text: string): string {
  const json = JSON.parse(text) as unknown
  const empty = (one: unknown): object => Object.fromEntries([['__proto__', one]])
  return JSON.stringify(Array.isArray(json) ? json.map(empty) : empty(json))
}

test.each([
  ['GET /api/status', 'JSON without a version'],
  ['POST /api/auth', 'JSON of an unknown form'],
  ['GET /api/endpoints', 'an element of the list has no usable Id and Name'],
  ['GET /api/tags', 'an element of the list has no usable id'],
  ['PUT /api/endpoints/1', 'has no usable Id and Name'],
])('%s: what stands in `__proto__` is not there', async (request, says) => {
  const { result } = await runFlow(runner, engines, 'update', atRequest(request, rewriting(hollow)))
  expect([result.exitCode, result.errors]).toEqual([1, [expect.stringContaining(says)]])
})

const odd = fc.oneof(
  fc.constantFrom(null, true, '', 0, -1, 1.5, 2 ** 53, 1e308, '7', [], {}, [[]], [null], 'web', '::error::x'),
  fc.jsonValue({ maxDepth: 2 }),
)
const FIELDS = [
  'Id',
  'ID',
  'Name',
  'Username',
  'Type',
  'URL',
  'GroupId',
  'TagIds',
  'Tags',
  'Status',
  'TLSConfig',
]
const MORE = [
  'UserAccessPolicies',
  'TeamAccessPolicies',
  'AuthorizedUsers',
  'Agent',
  'EdgeKey',
  'Version',
  'jwt',
]
const SAID = ['message', 'details', 'err', 'Password', 'Authentication', '__proto__']
const almost = fc
  .array(fc.tuple(fc.constantFrom(...FIELDS, ...MORE, ...SAID), odd), { maxLength: 12 })
  .map((fields) => ({ Id: 1, Name: 'web', ...Object.fromEntries(fields) }))
const body = fc.oneof(
  almost.map((json) => Buffer.from(JSON.stringify(json))),
  fc.array(fc.oneof(almost, odd), { maxLength: 3 }).map((list) => Buffer.from(JSON.stringify(list))),
  fc.json().map((text) => Buffer.from(text)),
  fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes)),
  fc.string({ unit: 'binary', maxLength: 60 }).map((text) => Buffer.from(text)),
)
const headers = fc.constantFrom<Record<string, string>>(
  {},
  { 'Content-Type': 'application/json' },
  { 'Content-Type': 'text/html' },
  { 'Retry-After': '-1' },
  { 'Retry-After': '99999999999999999999' },
  { 'Retry-After': 'Sun, 22 Nov 2099 12:00:00 GMT' },
  { Location: 'javascript:alert(1)' },
)
const GOOD = [200, 200, 200, 200, 201, 204]
const BAD = [205, 300, 303, 304, 400, 401, 403, 404, 409, 413, 418, 422, 429, 500, 501, 502, 503, 599, 999]
const answer = fc.record({ status: fc.constantFrom(...GOOD, ...GOOD, ...GOOD, ...BAD), headers, body })

test('any answer to any request', async () => {
  const requests = await requestsOf(runner, engines, FLOWS)
  const tries = fc.sample(fc.tuple(fc.constantFrom(...requests), answer), { numRuns: thorough ? 300 : 100 })
  const faults = await Promise.all(
    tries.map(async ([[request, flow], act]) => {
      const { result } = await runFlow(runner, engines, flow, atRequest(request, act))
      const { exitCode, errors, log, leftFiles } = result
      const wrong = [
        ...(exitCode === 0 || exitCode === 1 ? [] : [`exit code ${exitCode ?? 'none'}`]),
        ...(exitCode === 1 && errors.length !== 1 ? [`${errors.length} errors`] : []),
        ...(/UNCAUGHT|of the action itself|\n\s+at /.test(log) ? [log] : []),
        ...errors.filter(
          (error) =>
            !/Could not [a-z]+ |^Endpoint '|^Portainer |^\d+ endpoints are named|session expired|^'\w+' names '/.test(
              error,
            ),
        ),
        ...leftFiles,
      ]
      return wrong.length === 0 ? [] : [{ request, ...act, body: act.body.toString(), wrong }]
    }),
  )
  expect(faults.flat()).toEqual([])
})
