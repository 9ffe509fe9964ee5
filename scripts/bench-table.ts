// What the benchmark prints: a Markdown table of medians.
import { markdownTable } from 'markdown-table'
import { measureInTurn, median, type Figures, type Row } from './measure.ts'

/** A column beside CPU, wall and peak. */
export interface Column {
  title: string
  /** @param first the figures of the table's first row in the same round. */
  of: (figures: Figures, first: Figures, row: number) => number
  show: (value: number) => string
}

const milliseconds = (value: number): string => `${Math.round(value * 1000)} ms`
export const ratio = (value: number): string => `${value.toFixed(2)}×`

export const ratioOfCpu = (title: string): Column => ({ title, of: (a, b) => a.cpu / b.cpu, show: ratio })
export const ratioOfWall = (title: string): Column => ({ title, of: (a, b) => a.wall / b.wall, show: ratio })
export const requests: Column = { title: 'requests', of: (a) => a.requests, show: String }

const common: Column[] = [
  { title: 'CPU', of: ({ cpu }) => cpu, show: milliseconds },
  { title: 'wall', of: ({ wall }) => wall, show: milliseconds },
  { title: 'peak', of: ({ peak }) => peak, show: (value) => `${Math.round(value)} MiB` },
]

/** Measures the rows in turn and prints their medians; ratios are taken round by round. */
export async function printTable(
  title: string,
  rows: readonly Row[],
  rounds: number,
  further: readonly Column[],
): Promise<void> {
  const all = await measureInTurn(rows, rounds)
  const columns = [...common, ...further]
  const cells = rows.map(({ name }, row) => [
    name,
    ...columns.map(({ of, show }) =>
      show(median((all[row] ?? []).map((figures, round) => of(figures, all[0]?.[round] ?? figures, row)))),
    ),
  ])
  console.log(`\n${title} Medians of ${rounds} runs in turn.\n`)
  console.log(markdownTable([['', ...columns.map((column) => column.title)], ...cells]))
}
