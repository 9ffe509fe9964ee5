// Random runs and what happens between them.
import fc from '../../helpers/random.ts'

export interface Run {
  [input: string]: string
  name: string
  state: 'present' | 'absent'
  'if-exists': 'update' | 'reuse' | 'recreate' | 'fail'
  'if-missing': 'create' | 'fail'
}

/** Somebody changes an endpoint of this name by hand. */
export interface Drift {
  name: string
  what: 'gone' | 'renamed' | 'url' | 'publicUrl' | 'group' | 'tags' | 'users'
  url: string
}

export interface Sequence {
  version: string
  steps: { drifts: Drift[]; restart: boolean; run: Run }[]
}

/** One of each way to say tags, groups, access and TLS, and the newest. */
const versions = ['1.18.1', '1.20.2', '1.22.0', '1.24.2', '2.0.0', '2.11.0', '2.16.2', '2.19.5', '2.23.0']
const names = ['web', 'shop']

/** Left out, or one of these. */
const maybe = (key: string, ...values: string[]): fc.Arbitrary<Record<string, string>> =>
  fc.option(fc.constantFrom(...values)).map((value) => (value === null ? {} : { [key]: value }))

/** Given, emptied, or left out. */
const listOrClear = (key: string, ...values: string[]): fc.Arbitrary<Record<string, string>> =>
  fc.oneof(maybe(key, ...values), fc.constant({ clear: key }))

export function makeAnything(runs: number, engines: string[], dead: string): fc.Arbitrary<Sequence> {
  const run = fc
    .tuple(
      fc.record({
        name: fc.constantFrom(...names),
        state: fc.constantFrom('present', 'present', 'present', 'absent'),
        'if-exists': fc.constantFrom('update', 'update', 'update', 'reuse', 'recreate', 'fail'),
        'if-missing': fc.constantFrom('create', 'create', 'create', 'fail'),
        'endpoint-url': fc.constantFrom(...engines),
      }),
      maybe('public-url', 'one.example', 'two.example'),
      maybe('group', 'first', 'second', '1'),
      listOrClear('tags', 'one', 'one, two', 'three'),
      listOrClear('users', 'ann', 'ann, bob'),
    )
    .map(([base, ...parts]): Run => {
      const clear = parts.flatMap((part) => part['clear'] ?? []).join(',')
      const given = Object.assign({}, ...parts, clear === '' ? {} : { clear }) as Record<string, string>
      // What an absent endpoint should have are conditions; they have tests of their own.
      const { name, state } = base
      const policies = { 'if-exists': base['if-exists'], 'if-missing': base['if-missing'] }
      return state === 'absent' ? { name, state, ...policies } : { ...base, ...given }
    })
  const drift: fc.Arbitrary<Drift> = fc.record({
    name: fc.constantFrom(...names),
    what: fc.constantFrom('gone', 'renamed', 'url', 'publicUrl', 'group', 'tags', 'users'),
    url: fc.constantFrom(...engines, dead),
  })
  const step = fc.record({
    drifts: fc.array(drift, { maxLength: 2 }),
    restart: fc.boolean(),
    run,
  })
  return fc.record({
    version: fc.constantFrom(...versions),
    steps: fc.array(step, { minLength: runs, maxLength: runs }),
  })
}
