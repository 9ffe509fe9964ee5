// A server whose every text is an attack on whoever shows it: log, annotations, summary, outputs and state hold it as
// text and nothing else, whatever becomes of the run.
import { afterAll, expect, test } from '@jest/globals'
import { startPortainer, type Misbehaviour } from '../../stand-in/portainer/portainer.ts'
import { startQuickRunner } from '../../stand-in/runner/thread-runner.ts'
import type { Inputs, StepResult } from '../../stand-in/runner/runner.ts'
import { emptyEndpoint, emptyGroup } from '../../stand-in/portainer/state.ts'
import { closeAfterTest, PASSWORD } from '../helpers/setup.ts'
import { AMPLE } from './run-flow.ts'
import { harmOf, lines, wild } from './texts.ts'

const runner = startQuickRunner({ threads: 4, speed: 20 })
afterAll(() => runner.close())

interface Attack {
  inputs: Inputs
  exitCode: number
  rule?: (text: string) => Misbehaviour
}

const said = (text: string, status: number): { status: number; body: string } => ({
  status,
  body: JSON.stringify({ message: text, details: `${text} ${text}` }),
})

/** All ways in which a text of the server gets somewhere. */
const attacks: Record<string, Attack> = {
  'an update': {
    inputs: { id: 1, group: 'new', tags: 'new', 'public-url': 'x' },
    exitCode: 0,
  },
  'a dry run': { inputs: { id: 1, group: 'new', 'public-url': 'x', 'dry-run': true }, exitCode: 0 },
  'a reuse': { inputs: { id: 1, 'if-exists': 'reuse', cleanup: true }, exitCode: 0 },
  'a kind that differs': { inputs: { id: 1, type: 'edge-agent', 'endpoint-url': 'https://a' }, exitCode: 1 },
  'a removal that is refused': { inputs: { id: 1, state: 'absent', group: 'new' }, exitCode: 1 },
  'a removal': { inputs: { id: 1, state: 'absent' }, exitCode: 0 },
  'a refused update': {
    inputs: { id: 1, 'public-url': 'x' },
    exitCode: 1,
    rule: (text) => ({ method: 'PUT', act: said(text, 500) }),
  },
  'a refused create': {
    inputs: { name: 'new', 'endpoint-url': 'unix:///var/run/docker.sock' },
    exitCode: 1,
    rule: (text) => ({ method: 'POST', path: '/api/endpoints', act: said(text, 400) }),
  },
  'a refused sign-in in plain text': {
    inputs: { id: 1 },
    exitCode: 1,
    rule: (text) => ({ path: '/api/auth', act: { status: 422, body: text } }),
  },
  'failures in a list': {
    inputs: { endpoints: '[{id: 1, public-url: x}, {id: 2, public-url: x}, {id: 9, name: none}]' },
    exitCode: 1,
    rule: (text) => ({ method: 'PUT', act: said(text, 500) }),
  },
  'a version': {
    inputs: { id: 1 },
    exitCode: 1,
    rule: (text) => ({
      path: '/api/status',
      act: { status: 200, body: JSON.stringify({ Version: `2.23.0 ${text}` }) },
    }),
  },
  'an old version and an API key': {
    inputs: { id: 1, password: '', 'api-key': 'ptr_0123456789abcdef' },
    exitCode: 1,
    rule: (text) => ({
      path: '/api/status',
      act: { status: 200, body: JSON.stringify({ Version: `2.2.0${text}` }) },
    }),
  },
}

async function runWith(text: string, { inputs, rule }: Attack): Promise<{ result: StepResult; url: string }> {
  const admin = { username: 'admin', password: PASSWORD }
  const portainer = closeAfterTest(
    await startPortainer({ version: '2.23.0', dial: false, limiter: false, admin }),
  )
  const { state } = portainer
  const fields = { Name: text, URL: text, PublicURL: text, GroupId: 2, TagIds: [1], Agent: { Version: text } }
  state.endpoints.push({ ...emptyEndpoint(1, text), ...fields, EdgeID: text, EdgeKey: text })
  state.endpoints.push({ ...emptyEndpoint(2, `${text} 2`), URL: text })
  state.lastEndpointId = 2
  state.groups.push(emptyGroup(2, text))
  state.tags.push({ ID: 1, Name: text, Endpoints: new Set([1]) })
  if (rule !== undefined) portainer.misbehave(rule(text))
  const result = await runner.main({ url: portainer.url, password: PASSWORD, timeout: AMPLE, ...inputs })
  return { result, url: portainer.url }
}

test.each(Object.entries(attacks))('%s', async (_, attack) => {
  const all = [...lines, ...wild]
  const runs = await Promise.all(all.map((text) => runWith(text, attack)))
  for (const [index, { result, url }] of runs.entries()) {
    const { exitCode, log } = result
    expect({ text: all[index], log, exitCode, harm: harmOf(result, url) }).toEqual({
      text: all[index],
      log,
      exitCode: attack.exitCode,
      harm: [],
    })
  }
})

test('outputs hold the text as it is', async () => {
  for (const text of [...lines, ...wild]) {
    const { outputs } = (await runWith(text, { inputs: { id: 1, 'if-exists': 'reuse' }, exitCode: 0 })).result
    expect([outputs['name'], outputs['public-url']]).toEqual([text.toWellFormed(), text.toWellFormed()])
  }
})
