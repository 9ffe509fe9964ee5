// What becomes of a run when a fault meets one of its requests: the rules of `src/portainer/retry.ts` and of looking
// after a lost answer, as a table that a test holds the built action to.
import { faultNames, type FaultName } from '../../../stand-in/faults/fault-kinds.ts'

/**
 * `ok`: the run does what was wanted all the same. Every other word is how the error goes on after what was tried;
 * see {@link endings}.
 *
 * Columns: the status; signing in; a list; creating the administrator; uploading a TLS file; creating an endpoint;
 * making a group or tag; an update; a removal; the snapshot after an update; reading one endpoint.
 */
const table = `
                        status  sign-in list    init    upload  create  make    put     delete  snapshot  get
  reset before          ok      ok      ok      ok      ok      doubt   lost    ok      ok      ok        ok
  close before          ok      ok      ok      ok      ok      doubt   lost    ok      ok      ok        ok
  stall before          late    late    late    late    late    doubt   late    ok      ok      late      late
  nobody listens        ok      ok      ok      ok      ok      doubt   lost    ok      ok      ok        ok
  restart before        ok      ok      ok      ok      ok      doubt   lost    ok      ok      ok        ok
  session lost          ok      ok      ok      ok      ok      ok      ok      ok      ok      ok        ok
  408 before            ok      ok      ok      ok      ok      doubt   page    ok      ok      ok        ok
  429 before            ok      ok      ok      ok      ok      said    said    said    said    ok        ok
  500 before            page    page    page    page    page    doubt   page    ok      ok      engine    page
  502 before            ok      ok      ok      ok      ok      doubt   page    ok      ok      ok        ok
  503 before            ok      ok      ok      ok      ok      doubt   page    ok      ok      ok        ok
  504 before            ok      ok      ok      ok      ok      doubt   page    ok      ok      ok        ok
  524 before            page    page    page    page    page    doubt   page    ok      ok      page      page
  page not found before ok      page    page    page    page    page    page    page    page    engine    page
  redirect before       said    said    said    said    said    said    said    said    said    said      said
  empty before          said    said    odd     said    said    doubt   said    ok      ok      engine    odd
  page before           page    page    odd     page    page    doubt   page    ok      ok      engine    odd
  reset after           ok      ok      ok      ok      ok      ok      ok      ok      ok      ok        ok
  close after           ok      ok      ok      ok      ok      ok      ok      ok      ok      ok        ok
  stall after           late    late    late    late    late    ok      ok      ok      ok      late      late
  restart after         ok      ok      ok      ok      ok      ok      ok      ok      ok      ok        ok
  500 after             page    page    page    page    page    ok      ok      ok      ok      engine    page
  502 after             ok      ok      ok      ok      ok      ok      ok      ok      ok      ok        ok
  504 after             ok      ok      ok      ok      ok      ok      ok      ok      ok      ok        ok
  520 after             page    page    page    page    page    ok      ok      ok      ok      page      page
  page after            page    page    odd     page    page    ok      ok      ok      ok      engine    odd
  empty after           said    said    odd     said    said    ok      ok      ok      ok      engine    odd
  null after            odd     odd     odd     odd     ok      ok      ok      ok      ok      ok        odd
  text after            odd     odd     odd     odd     ok      ok      ok      ok      ok      ok        odd
  JSON cut short after  odd     odd     odd     odd     ok      ok      ok      ok      ok      ok        odd
  no id after           odd     odd     odd     ok      ok      ok      ok      ok      ok      ok        odd
  id 0 after            odd     odd     odd     ok      ok      ok      ok      ok      ok      ok        odd
  id a text after       odd     ok      odd     ok      ok      ok      ok      ok      ok      ok        odd
  head cut short        ok      ok      ok      ok      ok      ok      ok      ok      ok      ok        ok
  body cut short        ok      ok      ok      ok      ok      ok      ok      ok      ok      ok        ok
  stall in the body     late    late    late    late    late    ok      ok      ok      ok      late      late
  a byte a second       late    late    late    late    late    ok      ok      ok      ok      late      late
  endless body          long    long    long    long    long    ok      ok      ok      ok      long      long
`

export const endings = {
  late: /Could not .+: no complete response within \d+ s/,
  lost: /Could not .+: (socket hang up|read ECONNRESET|write EPIPE)/,
  doubt: /Could not create endpoint '[^']+': .* may still appear/,
  page: /Could not .+: a web page came back \(status \d+(, '[^']+')?\), not Portainer's API/,
  said: /Could not .+: (Portainer|the server) answered \d+/,
  odd: /Could not .+: the response (is not a complete JSON list|is JSON without a version|\(status 200\) (is not JSON|is JSON of an unknown form|has no usable Id and Name))|an element of the list has no/,
  long: /Could not .+: (the response \(status 200\)|one element of the list) is longer than 8 MiB/,
  engine: /could not be reached after the update: Portainer answered \d+ to a snapshot/,
} as const

export type Ending = 'ok' | keyof typeof endings

const [head = '', ...rows] = table.trim().split('\n')
export const columns = head.trim().split(/\s+/)

const cells = new Map(
  rows.map((row) => {
    const name = faultNames.find((fault) => row.trim().startsWith(`${fault} `))
    if (name === undefined) throw new Error(`No such fault: ${row}`)
    return [name, row.trim().slice(name.length).trim().split(/\s+/) as Ending[]] as const
  }),
)

/** What is to become of a run when this fault meets such a request. */
export function expectedEnding(fault: FaultName, column: string): Ending {
  const ending = cells.get(fault)?.[columns.indexOf(column)]
  if (ending === undefined) throw new Error(`The table says nothing of ${fault} at ${column}`)
  return ending
}
