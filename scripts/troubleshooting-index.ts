// Writes the index of docs/troubleshooting.md from its headings, between markers. `npm run docs` calls it.
import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const START = '<!-- index -->\n'
const END = '<!-- end of index -->'

/** The document with its index: a list of the errors under each section. Throws if a marker is missing. */
export function withIndex(document: string): string {
  const from = document.indexOf(START)
  const to = document.indexOf(END)
  if (from < 0 || to < 0) throw new Error(`docs/troubleshooting.md has no ${START.trim()} with ${END}`)
  const taken = new Map<string, number>()
  const lines = [...document.slice(to).matchAll(/^(##|###) (.*)$/gm)].map(([, level, heading = '']) => {
    const link = `[${heading}](#${anchorOf(heading, taken)})`
    return level === '##' ? `- ${link}` : `  - ${link}`
  })
  return `${document.slice(0, from + START.length)}\n${lines.join('\n')}\n\n${document.slice(to)}`
}

/** The anchor that GitHub gives to a heading: a second one of the same text has a number. */
function anchorOf(heading: string, taken: Map<string, number>): string {
  const anchor = heading
    .toLowerCase()
    .replace(/[^\p{L}\p{N}_ -]/gu, '')
    .replaceAll(' ', '-')
  const before = taken.get(anchor) ?? 0
  taken.set(anchor, before + 1)
  return before === 0 ? anchor : `${anchor}-${before}`
}

if (import.meta.main) {
  const file = path.join(path.dirname(import.meta.dirname), 'docs/troubleshooting.md')
  writeFileSync(file, withIndex(readFileSync(file, 'utf8')))
}
