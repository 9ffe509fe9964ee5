// Mistakes that people make with the inputs, by family, and what they are told: what is certain is put right, what is
// doubtful warns, and the rest is refused. What is refused is in refused-inputs.test.ts, case by case.
import { describe, expect, test } from '@jest/globals'
import * as fs from 'node:fs'
import path from 'node:path'
import type { Inputs } from '../../stand-in/runner/runner.ts'
import type { StandInPortainer } from '../../stand-in/portainer/portainer.ts'
import { emptyEndpoint } from '../../stand-in/portainer/state.ts'
import { naming } from '../helpers/messages.ts'
import { openSetup, startThreads, type Setup } from '../helpers/setup.ts'

const quick = startThreads()
const LOCAL = { 'endpoint-url': 'unix:///var/run/docker.sock' }

interface Mistake {
  given: string
  inputs: Inputs | ((setup: Setup) => Inputs)
  /** Endpoint 1, `web`, is there already. */
  exists?: true
  /** What the error names; the run goes well where there is none. */
  error?: string
  warnings?: string[]
  /** What Portainer has afterwards. */
  stored?: (portainer: StandInPortainer) => unknown
  is?: unknown
}

const tagsOf = ({ state }: StandInPortainer): string[] => state.tags.map(({ Name }) => Name)
const namesOf = ({ state }: StandInPortainer): string[] => state.endpoints.map(({ Name }) => Name)
const urlsOf = ({ state }: StandInPortainer): string[] => state.endpoints.map(({ URL }) => URL)

function check(mistakes: Mistake[]): void {
  test.each(mistakes)('$given', async ({ inputs, exists, error, warnings = [], stored, is }) => {
    const setup = await openSetup({ quick, version: '2.23.0', dial: false })
    if (exists) setup.portainer.state.endpoints.push(emptyEndpoint(1, 'web'))
    const given = typeof inputs === 'function' ? inputs(setup) : inputs
    const run = await setup.run({ name: 'endpoints' in given ? '' : 'web', ...given })
    expect(run.errors).toEqual(error === undefined ? [] : [naming(error)])
    expect(run.warnings).toEqual(warnings.map(naming))
    expect(run.exitCode).toBe(error === undefined ? 0 : 1)
    if (stored !== undefined) expect(stored(setup.portainer)).toEqual(is)
  })
}

describe('lists', () => {
  const two = ['production', 'docker']
  const tags = (text: string): Inputs => ({ ...LOCAL, tags: text })
  check([
    { given: 'a YAML list', inputs: tags('[production, docker]'), stored: tagsOf, is: two },
    { given: 'lines with dashes', inputs: tags('- production\n- docker\n'), stored: tagsOf, is: two },
    { given: 'what toJSON prints', inputs: tags(JSON.stringify(two, null, 2)), stored: tagsOf, is: two },
    {
      given: 'a name with brackets, which stays as it is',
      inputs: tags('[EU] web, web[1]\nx - y, -z'),
      stored: tagsOf,
      is: ['[EU] web', 'web[1]', 'x - y', '-z'],
    },
    { given: 'a name that is all brackets', inputs: tags("['[EU]']"), stored: tagsOf, is: ['[EU]'] },
    {
      given: 'a text with a list in an item',
      inputs: { endpoints: `[{"name":"a","endpoint-url":"tcp://h:1","tags":"[production, docker]"}]` },
      stored: tagsOf,
      is: two,
    },
  ])
})

describe('an address that is missing', () => {
  const socket = "'endpoint-url' … unix:///var/run/docker.sock"
  check([
    { given: 'nothing says what is meant', inputs: {}, error: socket, stored: namesOf, is: [] },
    { given: 'the same in a dry run', inputs: { 'dry-run': true }, error: socket },
    {
      given: 'type: docker',
      inputs: { type: 'docker' },
      warnings: ["'endpoint-url' … 'web' … unix:///var/run/docker.sock"],
      stored: namesOf,
      is: ['web'],
    },
    { given: 'type: 1 where the endpoint exists', inputs: { type: 1 }, exists: true },
    { given: 'no type where the endpoint exists', inputs: { tags: 'new' }, exists: true },
  ])
})

describe('the list of endpoints', () => {
  const item = '- {name: web, endpoint-url: tcp://h:1}\n'
  check([
    {
      given: 'a file',
      inputs: ({ job }) => {
        fs.writeFileSync(path.join(job.workspace, 'fleet.yml'), item)
        return { endpoints: 'fleet.yml' }
      },
      stored: namesOf,
      is: ['web'],
    },
    {
      given: 'a file that is not there',
      inputs: { endpoints: 'fleet.yml' },
      error: "'endpoints' … 'fleet.yml' … /fleet.yml' … actions/checkout",
    },
    {
      given: 'a folder',
      inputs: ({ job }) => {
        fs.mkdirSync(path.join(job.workspace, 'lists'))
        return { endpoints: 'lists' }
      },
      error: "'endpoints' … 'lists' … folder",
    },
    {
      given: "the list below 'endpoints:'",
      inputs: { endpoints: `endpoints:\n${item}` },
      error: "'endpoints' … must begin here ('- name: …')",
    },
  ])
})

describe('credentials', () => {
  const bcrypt = `$2y$05$${'a'.repeat(53)}`
  const withPassword = (password: string): Inputs => ({ ...LOCAL, 'init-admin': true, password })
  test.each([
    ['a hash', bcrypt, 'bcrypt hash'],
    ['the name of a variable', '$PORTAINER_PASSWORD', 'nothing replaces it here'],
    ['quotes around it', '"correct horse battery"', 'quotes'],
  ])('a password that is %s is used, with a warning', async (_, password, says) => {
    const setup = await openSetup({ quick, version: '2.11.0', fresh: true, dial: false })
    const run = await setup.run({ name: 'web', ...withPassword(password) })
    expect([run.exitCode, run.warnings]).toEqual([0, [naming(`'password' … ${says}`)]])
  })

  check([
    {
      given: 'an access token as password',
      inputs: { password: 'ptr_Zm9vYmFyYmF6cXV4Zm9vYmFy' },
      error: "'password' … 'api-key'",
    },
    {
      given: 'Bearer before the access token',
      inputs: { password: '', 'api-key': 'Bearer ptr_Zm9vYmFyYmF6' },
      error: "'api-key' … 'Bearer'",
    },
    {
      given: 'the name of a variable',
      inputs: { password: '', 'api-key': '$PORTAINER_API_KEY' },
      error: "'api-key' … nothing replaces it here",
    },
  ])
})

describe('addresses', () => {
  check([
    {
      given: "the address bar's, with its fragment and /api",
      inputs: ({ portainer }) => ({ ...LOCAL, url: `${portainer.url}/api/#!/home?x=1` }),
      stored: namesOf,
      is: ['web'],
    },
    {
      given: "a slash at the end of an edge agent's URL",
      inputs: { type: 'edge-agent', 'endpoint-url': 'https://portainer.example.com/' },
      stored: ({ state }) =>
        Buffer.from(state.endpoints[0]?.EdgeKey ?? '', 'base64')
          .toString()
          .split('|')[0],
      is: 'https://portainer.example.com',
    },
    ...['10.0.7.10:8080', 'https://web.example.com:443', '[fe80::1]:80'].map((url): Mistake => ({
      given: `a port in public-url: ${url}`,
      inputs: { ...LOCAL, 'public-url': url },
      warnings: ["'public-url' … a port … links"],
    })),
    {
      given: 'a path in public-url, said once for all items',
      inputs: {
        'public-url': 'https://web.example.com/',
        endpoints: '- {name: a, endpoint-url: tcp://h:1}\n- {name: b, endpoint-url: tcp://h:2}',
      },
      warnings: ["'public-url' … a path … links"],
    },
    ...['web.example.com', 'https://web.example.com', 'fe80::1', '[fe80::1]'].map((url): Mistake => ({
      given: `a public-url as it should be: ${url}`,
      inputs: { ...LOCAL, 'public-url': url },
    })),
    {
      given: 'no scheme for an engine',
      inputs: { 'endpoint-url': 'h:2375' },
      stored: urlsOf,
      is: ['tcp://h:2375'],
    },
  ])
})
