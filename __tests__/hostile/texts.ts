// Texts that mean something to the runner, a terminal, Markdown, HTML, a form or a header, and what must not come of
// them.
import { outputNames } from '../../src/report/outputs.ts'
import type { StepResult } from '../../stand-in/runner/runner.ts'

/** On one line, as a branch may be called. */
export const lines: readonly string[] = [
  '::set-output name=id::666',
  '::add-mask::web',
  '::stop-commands::pwned',
  '::error file=a,line=1::pwned',
  '  ::warning::pwned',
  '##[group]pwned',
  'a ##[command]pwned ##[error]',
  '%0A::error::pwned',
  '%0D%0A::notice::pwned %25 %3A',
  '<script>alert(1)</script>',
  '<img src=x onerror=alert(1)>',
  '</td></tr></table><h1>pwned',
  '"><a href="javascript:alert(1)">x</a>',
  '[pwned](javascript:alert(1))',
  '![pwned](https://evil.invalid/x.png)',
  'https://evil.invalid/?x=1#y <https://evil.invalid>',
  '@everyone #1 **a** __b__ ~~c~~ `d` > e | f | g',
  '| a | b |',
  '--- ```js',
  "'; DROP TABLE endpoints; -- $(id) `id` ${{ secrets.X }}",
  'x"; filename="pwned.pem',
  '--------------------------012345678901234567890123',
  '--boundary--',
  'x<<EOF',
  'ghadelimiter_00000000-0000-0000-0000-000000000000',
  '%00 %0d%0a %2e%2e%2f %u202e',
  '\\u{202e} \\n \\0 &lt;b&gt; &#39;',
  'admin\u202egnp.exe \u2066x\u2069 \u200b\ufeff\u00ad',
  '端点 Grüße 😀 👩‍👩‍👧 é é \u{1d518}',
  'x'.repeat(4000),
]

/** What no input lets through, but a server can send: line breaks, escapes of terminals, halves of characters. */
export const wild: readonly string[] = [
  'a\n::error::pwned\n::set-output name=id::666',
  'a\r::debug::pwned',
  'a\r\n\r\n<b>pwned</b>\r\n\r\n# pwned',
  'a\u2028::error::pwned\u2029::error::pwned',
  'a\u0085::error::pwned\u000b\u000c::error::pwned',
  '\u001b[31mred\u001b]8;;https://evil.invalid\u0007link\u001b]8;;\u0007\u001b[2J',
  '\u009b31m\u0000\u0007\u0008\u007f',
  'half \ud83d and \ude00 half',
  'EOF\nx<<EOF\npwned\nEOF\n',
]

const COMMANDS = /^::(error|warning|notice|debug|group|endgroup|add-mask)( [^:]*)?::/

const unescape = (text: string): string =>
  text.replaceAll('%0A', '\n').replaceAll('%0D', '\r').replaceAll('%25', '%')

/** What is wrong with what a run left behind, given whatever texts. */
export function harmOf({ log, masks, outputs, state, summary }: StepResult, url: string): string[] {
  const harm: string[] = []
  for (const line of log.split('\n')) {
    if (line.trimStart().startsWith('::') && !COMMANDS.test(line))
      harm.push(`a command: ${line.slice(0, 99)}`)
    const shown = COMMANDS.test(line) ? unescape(line) : line
    if (/##\[/.test(line)) harm.push(`an old command: ${line.slice(0, 99)}`)
    if (/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(shown.replaceAll('\n', '')))
      harm.push(`invisible: ${line.slice(0, 99)}`)
    if (/^\s*::/m.test(shown.replace(COMMANDS, '')))
      harm.push(`a command in an annotation: ${line.slice(0, 99)}`)
    if (/\n\s+at .*:\d+\)?$/m.test(shown)) harm.push(`a stack: ${line.slice(0, 99)}`)
  }
  if (masks.some((mask) => /pwned|^web$/.test(mask))) harm.push(`masks: ${masks.join()}`)
  const known: ReadonlySet<string> = new Set(outputNames)
  harm.push(...Object.keys(outputs).filter((name) => !known.has(name)))
  harm.push(...Object.keys(state).filter((name) => !/^(server|folder|created-\d|creating-\d)$/.test(name)))
  return [...harm, ...harmOfSummary(summary, url)]
}

/** The table is what its writer made: five cells a row, links to Portainer only, and all else plain text. */
function harmOfSummary(summary: string, url: string): string[] {
  if (summary === '') return []
  const harm: string[] = []
  const [title = '', table = '', rest = '', ...more] = summary.split('\n')
  if (!/^<h3>Portainer [^<>]*<\/h3>$/.test(title)) harm.push(`title: ${title.slice(0, 99)}`)
  if (!/^(… and \d+ more\.)?$/.test(rest) || more.join('') !== '')
    harm.push(`further lines: ${rest}${more.join('|')}`)
  const rows = table
    .replace(/^<table>|<\/table>$/g, '')
    .split('</tr>')
    .slice(0, -1)
  for (const row of rows) {
    const cells = row.replace(/^<tr>/, '').split(/<\/t[dh]>/)
    if (cells.length !== 6 || cells[5] !== '') harm.push(`${cells.length - 1} cells: ${row.slice(0, 99)}`)
    for (const cell of cells) {
      const link = new RegExp(`^<a href="${url}/#!/\\d+/\\w+/dashboard">(.*)</a>$`)
      const text = cell
        .replace(/^<t[dh]>/, '')
        .replace(link, '$1')
        .replaceAll(/&(amp|lt|gt|quot|#\d+);/g, '')
      if (/[<>"'`*_[\]()#!|~@&\\]/.test(text)) harm.push(`active: ${text.slice(0, 200)}`)
    }
  }
  return harm
}
