import type { Inputs } from '../../../stand-in/runner/runner.ts'

/** Inputs beside a good URL, password and name, and what the annotation names then, as `naming` reads it. */
export type Refusal = [inputs: Inputs, says: string | string[] | RegExp | Each, env?: Record<string, string>]

/** Several mistakes, each with an annotation. */
export interface Each {
  each: string[]
}

/** The usual reasons for an empty secret. */
export const EMPTY_SECRET =
  'A secret that does not exist is an empty text, and pull requests from forks and Dependabot get none.'
