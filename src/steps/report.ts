import type { Plan } from '../decisions/plan.ts'
import type { ActionError } from '../foundation/errors.ts'
import type { DesiredEndpoint, EndpointToRemove } from '../inputs/endpoint.ts'
import type { Endpoint } from '../portainer/endpoint.ts'
import { wasSent } from './context.ts'

export type Result = 'created' | 'updated' | 'unchanged' | 'reused' | 'recreated' | 'deleted' | 'absent'

/** What became of one item. */
export interface Report {
  item: DesiredEndpoint | EndpointToRemove
  plan: Plan | undefined
  /** As Portainer has it now, or had it before it was removed. */
  endpoint: Endpoint | undefined
  result: Result | undefined
  error: ActionError | undefined
  /** Whether a change was sent for it, even one that was refused or put back. */
  changed: boolean
  /** The response to its create was lost: the endpoint may be another run's. */
  unconfirmed: boolean
}

/** Reports of which nothing is known yet. */
export function openReports(items: readonly (DesiredEndpoint | EndpointToRemove)[]): Report[] {
  return items.map((item) => ({
    item,
    plan: undefined,
    endpoint: undefined,
    result: undefined,
    error: undefined,
    changed: false,
    unconfirmed: false,
  }))
}

/** Fills in what became of an endpoint that was to be removed. */
export function finishRemoval(report: Report, error: ActionError | undefined): void {
  report.error = error
  report.result = error === undefined ? 'deleted' : undefined
  report.changed = error === undefined || wasSent(error)
}
