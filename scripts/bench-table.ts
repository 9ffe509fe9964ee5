// What the benchmark prints: a Markdown table of medians.
import { markdownTable } from 'markdown-table'
import { measureInTurn, median, type Figures, type Row } from './measure.ts'

/** A column beside CPU, wall and peak. */
export interface Column {
  title: string
  /** @param round the figures of all rows in the same round. */
  of: (figures: Figures, round: readonly Figures[]) => number
  show: (value: number) => string
}

const milliseconds = (value: number): string => `${Math.round(value * 1000)} ms`
const ratio = (value: number): string => `${value.toFixed(2)}×`

/** @param base the row that is 1. */
export const ratioOfCpu = (title: string, base: number): Column => ({
  title,
  of: ({ cpu }, round) => cpu / (round[base]?.cpu ?? NaN),
  show: ratio,
})
export const ratioOfWall = (title: string): Column => ({
  title,
  of: ({ wall }, [first]) => wall / (first?.wall ?? NaN),
  show: ratio,
})
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
  const cells = rows.map(({ name }, row) => {
    const values = ({ of }: Column): number[] => all.map((round) => of(round[row] as Figures, round))
    return [name, ...columns.map((column) => column.show(median(values(column))))]
  })
  console.log(`\n${title} ${rounds === 1 ? 'One run.' : `Medians of ${rounds} runs in turn.`}\n`)
  console.log(markdownTable([['', ...columns.map((column) => column.title)], ...cells]))
}
