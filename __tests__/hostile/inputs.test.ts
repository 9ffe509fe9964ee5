// Inputs as somebody else chooses them, such as a branch's name: each is refused before the first request, or arrives
// as it was given, trimmed, and makes nothing else of the form, the headers, the summary or the command files.
import { afterAll, beforeAll, expect, test } from '@jest/globals'
import fc, { thorough } from '../helpers/random.ts'
import {
  startPortainer,
  type RecordedRequest,
  type StandInPortainer,
} from '../../stand-in/portainer/portainer.ts'
import { startQuickRunner } from '../../stand-in/runner/thread-runner.ts'
import type { Inputs } from '../../stand-in/runner/runner.ts'
import { PASSWORD } from '../helpers/setup.ts'
import { AMPLE } from './run-flow.ts'
import { harmOf, lines, wild } from './texts.ts'
import { parseDocument } from 'yaml'

const runner = startQuickRunner({ threads: 2, speed: 20 })
let portainer: StandInPortainer
beforeAll(async () => {
  const admin = { username: 'admin', password: PASSWORD }
  portainer = await startPortainer({ version: '2.23.0', dial: false, limiter: false, admin })
})
afterAll(async () => {
  await Promise.all([runner.close(), portainer.close()])
})

const pieces = fc.constantFrom(
  ...[
    '\r\n',
    '\n',
    '\r',
    '\t',
    '\0',
    '"',
    "'",
    '`',
    '|',
    '\\',
    '<',
    '>',
    '&',
    '%0d%0a',
    '%00',
    ':',
    '=',
    ',',
    ';',
  ],
  ...['\u202e', '\u2066', '\u200b', '\u2028', '\u0085', '\u00a0', '\ud800', '\udfff', '😀', 'é', 'İ', ' '],
  ...[
    '"; filename="x"',
    '\r\nX-Evil: 1',
    '\r\n\r\n--',
    '--boundary',
    'Content-Disposition: form-data; name="Name"',
  ],
  ...[
    '::error::x',
    '##[group]x',
    '](javascript:x)',
    '</td>',
    'x<<EOF',
    'constructor',
    '__proto__',
    '../',
    '${{ x }}',
  ],
)
/** Lists of names, as YAML and JSON write them, and what only looks like one. */
const listed = fc
  .array(fc.oneof(pieces, fc.string({ maxLength: 5 })), { maxLength: 4 })
  .chain((names) =>
    fc.constantFrom(
      JSON.stringify(names),
      JSON.stringify(names, null, 2),
      names.map((name) => `- ${JSON.stringify(name)}`).join('\n'),
      `[${names.join(', ')}]`,
      names.map((name) => `- ${name}`).join('\n'),
    ),
  )
const nasty = fc.oneof(
  listed,
  fc.constantFrom(...lines, ...wild),
  fc
    .array(fc.oneof(pieces, fc.string({ maxLength: 5 })), { minLength: 1, maxLength: 6 })
    .map((all) => all.join('')),
  fc
    .tuple(pieces, fc.integer({ min: 2, max: 10_000 }))
    .map(([piece, times]) => piece.repeat(times).slice(0, 10_000)),
  fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
)

const HEADERS = new Set([
  ...['accept', 'accept-encoding', 'authorization', 'connection', 'content-length', 'content-type', 'host'],
  ...['user-agent', 'x-team'],
])
const FIELDS = [
  'Name',
  'EndpointType',
  'EndpointCreationType',
  'URL',
  'PublicURL',
  'GroupID',
  'TagIds',
  'ContainerEngine',
]

/** What was sent is what was given, and nothing beside it. */
interface Place {
  inputs: (text: string) => Inputs
  /** What arrived in that place. */
  arrived: (requests: readonly RecordedRequest[]) => unknown
  given?: (text: string) => unknown
  /** Lines of the step's input are several of them; in an item, a map has values of several lines. */
  byLine?: boolean
  /** What an item of `endpoints` has instead; `none` where items have no such input. */
  item?: ((text: string) => object) | 'none'
  /** What else the form of the create may hold. */
  fields?: readonly string[]
}

const LOCAL = 'unix:///var/run/docker.sock'
const created = (all: readonly RecordedRequest[]): RecordedRequest | undefined =>
  all.find(({ method, path }) => method === 'POST' && path === '/api/endpoints')
const field = (name: string) => (all: readonly RecordedRequest[]) =>
  created(all)
    ?.form?.filter(([key]) => key === name)
    .map(([, value]) => value)
const made = (path: string) => (all: readonly RecordedRequest[]) =>
  all
    .filter((one) => one.method === 'POST' && one.path === path)
    .map(({ json }) => (json as { Name: string }).Name)
const one = (text: string): string[] => [text]
/** A list in YAML or JSON, or else one name a line or between commas. */
function namesIn(text: string): string[] {
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  const isYaml =
    /^\[[^]*\]$/.test(text) || (lines.length > 0 && lines.every((line) => /^\s*-(\s|$)/.test(line)))
  if (!isYaml) return text.split(/[\n,]/)
  const document = parseDocument(text, { schema: 'failsafe' })
  return document.errors.length > 0 ? [] : [document.toJS() as unknown].flat().map(String)
}
const some = (text: string): string[] => (text === '' ? [] : [text])

const places: Record<string, Place> = {
  name: { inputs: (name) => ({ name, 'endpoint-url': LOCAL }), arrived: field('Name') },
  'public-url': {
    inputs: (text) => ({ 'endpoint-url': LOCAL, 'public-url': text }),
    arrived: field('PublicURL'),
  },
  'endpoint-url': {
    inputs: (text) => ({ 'endpoint-url': `tcp://${text}:2375` }),
    arrived: field('URL'),
    given: (text) => [`tcp://${text}:2375`],
  },
  group: { inputs: (group) => ({ 'endpoint-url': LOCAL, group }), arrived: made('/api/endpoint_groups') },
  tags: {
    inputs: (tags) => ({ 'endpoint-url': LOCAL, tags }),
    arrived: made('/api/tags'),
    given: (text) => [...new Set(namesIn(text).map((tag) => tag.trim()))].filter((tag) => tag !== ''),
  },
  'extra-fields': {
    inputs: (text) => ({ 'endpoint-url': LOCAL, 'extra-fields': `Custom=${text}` }),
    item: (text) => ({ 'endpoint-url': LOCAL, 'extra-fields': { Custom: text } }),
    arrived: field('Custom'),
    given: one,
    fields: ['Custom'],
    byLine: true,
  },
  headers: {
    inputs: (text) => ({ 'endpoint-url': LOCAL, headers: `X-Team: team ${text.trim()}` }),
    item: 'none',
    arrived: (all) => [...new Set(all.map(({ headers }) => headers['x-team']))],
    // With a word before it: a secret that is a word of the action's own is found in every summary.
    given: (text) => [`team ${text}`.trim()],
    byLine: true,
  },
}

/** What is wrong with what came of one input. */
async function faultsOf(place: Place, text: string, inItem: boolean): Promise<string[]> {
  const { inputs, arrived, given = some, fields = [], item } = place
  const { state, requests } = portainer
  Object.assign(state, { endpoints: [], tags: [], groups: state.groups.slice(0, 1) })
  requests.length = 0
  const wanted = { name: 'web', ...(inItem && typeof item === 'function' ? item(text) : inputs(text)) }
  const asked = inItem ? { endpoints: JSON.stringify([wanted]) } : wanted
  const result = await runner.main({ url: portainer.url, password: PASSWORD, timeout: AMPLE, ...asked })
  // Of a header's value, each part that may be a secret by itself is masked too.
  const own = [text.trim().toWellFormed(), given(text.trim())].flat().map(String)
  const masks = result.masks.filter((mask) => !own.some((one) => one.includes(mask)))
  const faults = harmOf({ ...result, masks }, portainer.url)
  if (result.exitCode === 1) {
    if (requests.length > 0) faults.push(`refused after ${requests.length} requests: ${result.errors.join()}`)
    if (!/^'[a-z-]+'[, ]/.test(result.errors.join())) faults.push(`no refusal: ${result.log}`)
    return faults
  }
  expect(arrived(requests)).toEqual(given(text.trim()))
  const form = created(requests)
  const keys = (form?.form ?? []).map(([key]) => key)
  if (new Set(keys).size < keys.length || !keys.every((key) => [...FIELDS, ...fields].includes(key)))
    faults.push(`fields: ${keys.join()}`)
  if (form?.files?.length !== 0) faults.push('a file')
  const headers = new Set(requests.flatMap((request) => Object.keys(request.headers)))
  if (![...headers].every((header) => HEADERS.has(header))) faults.push(`headers: ${[...headers].join()}`)
  return faults
}

test.each(
  Object.entries(places).flatMap(([name, place]) => [
    [name, place, false] as const,
    ...(place.item === 'none' ? [] : [[`${name} in a list`, place, true] as const]),
  ]),
)('%s', async (_, place, inItem) => {
  const check = async (noise: string): Promise<void> => {
    // A variable of the environment is whole UTF-8 without NUL; a list can have both in its JSON.
    const text = inItem ? noise : noise.toWellFormed().replaceAll('\0', '')
    fc.pre(inItem || place.byLine !== true || !text.includes('\n'))
    fc.pre(!/^\s*\d+\s*$/.test(text)) // the id of a group
    expect(await faultsOf(place, text, inItem)).toEqual([])
  }
  const examples = [...lines, ...wild].map((text): [string] => [text])
  await fc.assert(fc.asyncProperty(nasty, check), {
    numRuns: examples.length + (thorough ? 100 : 15),
    examples,
  })
})
