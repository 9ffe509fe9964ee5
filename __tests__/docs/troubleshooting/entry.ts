// One trouble: a Portainer and an engine as they are when it happens, and what the step or its post step then prints.
import type {
  Misbehaviour,
  PortainerOptions,
  StandInPortainer,
} from '../../../stand-in/portainer/portainer.ts'
import type { OtherAnswer } from '../../../stand-in/portainer/fault-rules.ts'
import type { QuickRunner } from '../../../stand-in/runner/thread-runner.ts'
import type { Inputs, StepResult } from '../../../stand-in/runner/runner.ts'
import { listen, type Listener } from '../../run/endpoint-types/created.ts'
import { withFakeDns } from '../../helpers/dns.ts'
import { openSetup, PASSWORD, type Setup } from '../../helpers/setup.ts'

export interface Trouble {
  /** Portainer 2.23.0 unless it says otherwise. */
  server?: Partial<PortainerOptions> & { fresh?: boolean }
  /** What is done to each request that fits. */
  rule?: Misbehaviour
  /** What is at `endpoint-url`. */
  listens?: Listener
  /** Beside URL, password and name. */
  inputs?: Inputs | ((setup: Setup) => Inputs | Promise<Inputs>)
  env?: (setup: Setup) => NodeJS.ProcessEnv | Promise<NodeJS.ProcessEnv>
  before?: (portainer: StandInPortainer) => Promise<unknown> | undefined
  /** The step succeeds, and the trouble is a warning of its own or, with these other inputs, of its post step. */
  warns?: 'step' | Inputs
}

/** A host name leads to this machine, or nowhere, in processes only: there the look-up of names can be replaced. */
const NAMED = /portainer\.(example\.com|invalid)/

/**
 * Lets the trouble happen, and returns what the step prints as its error, with the names of the document.
 * @param threads where the run goes to if it needs no process.
 */
export async function printedBy(trouble: Trouble, threads: QuickRunner): Promise<string> {
  const setup = await openSetup({ version: '2.23.0', ...trouble.server })
  const { portainer, job } = setup
  if (trouble.rule) portainer.misbehave(trouble.rule)
  const listener = await listen(trouble.listens ?? 'nothing')
  await trouble.before?.(portainer)
  const given = typeof trouble.inputs === 'function' ? await trouble.inputs(setup) : trouble.inputs
  const env = (await trouble.env?.(setup)) ?? {}
  const inputs = {
    url: portainer.url,
    password: PASSWORD,
    name: 'web',
    'endpoint-url': listener?.url ?? 'tcp://10.0.7.10:2375',
    ...given,
  }
  const variables = { ...withFakeDns(job), ...env }
  let run: StepResult =
    NAMED.test(inputs.url) || trouble.env !== undefined || trouble.warns !== undefined
      ? await job.main(inputs, variables)
      : await threads.main(inputs)
  if ((run.exitCode === 1) !== (trouble.warns === undefined))
    throw new Error(`This went otherwise:\n${run.log}`)
  if (typeof trouble.warns === 'object') run = await job.post(run, { ...inputs, ...trouble.warns }, variables)
  const url = new URL(String(given?.['url'] ?? portainer.url))
  const hosts: [from: string, to: string][] = [
    [`localhost:${url.port}`, 'localhost:9443'],
    [`127.0.0.1:${url.port}`, 'portainer.example.com:9443'],
    [`portainer.example.com:${url.port}`, 'portainer.example.com:9443'],
    [listener?.host ?? given?.['endpoint-url']?.toString().replace(/^\w+:\/\//, '') ?? '', '10.0.7.10:2376'],
    [env['HTTP_PROXY'] ?? env['HTTPS_PROXY'] ?? '', 'http://proxy.example.com:3128'],
  ]
  return hosts
    .reduce(
      (text, [from, to]) => (/:\d+$/.test(from) ? text.replaceAll(from, to) : text),
      (trouble.warns === undefined ? run.errors : run.warnings).join('\n\n'),
    )
    .replaceAll(/-----BEGIN CERTIFICATE-----[^]*?-----END/g, '-----BEGIN CERTIFICATE-----\n…\n-----END')
    .replaceAll(/(?:[0-9A-F]{2}:){31}[0-9A-F]{2}/g, '5B:0E:…:C4')
    .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d UTC/g, 'DATE')
}

/** What a test makes Portainer, or something in front of it, answer. */
export const json = (status: number, body: object): OtherAnswer => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
})

export const text = (status: number, body: string, headers: Record<string, string> = {}): OtherAnswer => ({
  status,
  headers: { 'content-type': 'text/plain; charset=utf-8', ...headers },
  body,
})

export const page = (status: number, title: string, headers: Record<string, string> = {}): OtherAnswer => ({
  status,
  headers: { 'content-type': 'text/html', ...headers },
  body: `<html><head><title>${title}</title></head></html>`,
})
