// Many runs of the action at once that want an endpoint of one name, on a fresh Portainer that hands out ids before
// it dials the engine and stores after.
import { setTimeout as sleep } from 'node:timers/promises'
import { startEngine } from '../engines/engine.ts'
import { startPortainer } from '../portainer/portainer.ts'
import { startJob, type StepResult } from '../runner/runner.ts'

export interface Race {
  version: string
  runs: number
  credentials: 'password' | 'api-key'
}

/** Eight sign-ins stay below the limit of ten; API keys, which came with 2.11, do not count. */
export const races: readonly Race[] = [
  { version: '1.24.2', runs: 8, credentials: 'password' },
  { version: '2.23.0', runs: 20, credentials: 'api-key' },
]

export interface Round {
  /** Ids of the endpoints of that name when all runs have ended. */
  left: number[]
  /** What each run reported. */
  reported: { id: number; result: string; exitCode: number | null; log: string }[]
  /** The ids that Portainer gave to creates; up to 2.11 two at once can be given the same one. */
  given: number[]
}

const admin = { username: 'admin', password: 'correct horse battery' }

/** One round: all runs start together, and the round ends with the last of them. */
export async function runRound({ version, runs, credentials }: Race): Promise<Round> {
  const engine = await startEngine()
  // Long enough for the creates of processes that start one after the other to overlap, and of such different
  // lengths that a lower id often appears after a higher one.
  const createMillis = (): number => 100 + Math.random() * 700
  const portainer = await startPortainer({ version, admin, createMillis })
  portainer.misbehave({ method: 'GET', path: /^\/api\/endpoints\?/, times: runs, act: { hold: gate(runs) } })
  const given: number[] = []
  portainer.misbehave({
    method: 'POST',
    path: '/api/endpoints',
    act: {
      change: (answer) => {
        if (answer.status === 200) given.push((JSON.parse(answer.body.toString()) as { Id: number }).Id)
        return answer
      },
    },
  })
  const jobs = Array.from({ length: runs }, startJob)
  try {
    const secret =
      credentials === 'password' ? { password: admin.password } : { 'api-key': portainer.createApiKey() }
    const inputs = { url: portainer.url, ...secret, name: 'web', 'endpoint-url': engine.url }
    const results = await Promise.all(jobs.map((job) => job.main(inputs)))
    const named = portainer.state.endpoints.filter(({ Name }) => Name === 'web')
    return {
      left: named.map(({ Id }) => Id),
      reported: results.map(reportOf),
      given,
    }
  } finally {
    for (const job of jobs) job.close()
    await portainer.close()
    await engine.close()
  }
}

/** Lets all first looks through when the last run has come to it, and then over the time that a create takes. */
function gate(runs: number): () => Promise<void> {
  const { promise: opened, resolve: open } = Promise.withResolvers<undefined>()
  let arrived = 0
  return async () => {
    arrived += 1
    if (arrived === runs) open(undefined)
    await opened
    await sleep(Math.random() * 600)
  }
}

function reportOf({ outputs, exitCode, log }: StepResult): Round['reported'][number] {
  return { id: Number(outputs['id']), result: outputs['result'] ?? '', exitCode, log }
}

/**
 * What is wrong with a round, in words; empty when exactly one endpoint is left and every run that made or followed
 * one reports it. A run whose id was given to a second create as well can't know that the other run removed it.
 */
export function faultsOf(round: Round): string[] {
  const [id] = round.left
  const faults = round.left.length === 1 ? [] : [`${round.left.length} endpoints are left`]
  for (const one of round.reported) {
    if (one.exitCode !== 0) faults.push(`a run failed: ${one.log}`)
    else if (one.id !== id && !onlyLooked(one) && !isShared(one.id, round))
      faults.push(`a run reports ${one.id} as ${one.result}`)
  }
  return faults
}

const isShared = (id: number, { given }: Round): boolean => given.filter((one) => one === id).length > 1

/** Whether a run saw, at its first look, an endpoint that went a moment later, and so reports one that is gone. */
export function sawLoser(round: Round): boolean {
  return round.reported.some((one) => onlyLooked(one) && one.id !== round.left[0])
}

/** A run that found an endpoint and made none. */
function onlyLooked({ result, log }: Round['reported'][number]): boolean {
  return result === 'unchanged' && !log.includes('at the same time')
}
