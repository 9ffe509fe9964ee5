// Imports go down the table of docs/architecture.md without cycles, and nothing runs at import.
import { expect, test } from '@jest/globals'
import * as fs from 'node:fs'
import path from 'node:path'
import { root } from '../../stand-in/runner/runner.ts'

const src = path.join(root, 'src')
const files = fs
  .readdirSync(src, { recursive: true })
  .map((file) => String(file).replaceAll('\\', '/'))
  .filter((file) => file.endsWith('.ts'))

/** The folders of the table, top first, with what each may import. */
const table = readTable()

/** `| `src/steps/` | what | `decisions`, `portainer` |` of the document. */
function readTable(): Map<string, string[]> {
  const rows = fs
    .readFileSync(path.join(root, 'docs/architecture.md'), 'utf8')
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
    .filter((cells) => cells[1]?.includes('`src/'))
  return new Map(
    rows.flatMap((cells) => {
      const allowed = [...(cells[3] ?? '').matchAll(/`([^`]+)`/g)].map(([, name]) => name ?? '')
      return [...(cells[1] ?? '').matchAll(/`src\/([^`]+?)\/?`/g)].map(
        ([, folder]) => [folder ?? '', allowed] as [string, string[]],
      )
    }),
  )
}

/** `steps` for `steps/create.ts`; the file itself for one directly in src. */
const roomOf = (file: string): string => (file.includes('/') ? (file.split('/')[0] ?? '') : file)

function importsOf(file: string): string[] {
  const text = fs.readFileSync(path.join(src, file), 'utf8')
  return [...text.matchAll(/(?:from|import\()\s*'(\.[^']+)'/g)].map(([, target]) =>
    path.posix.normalize(path.posix.join(path.posix.dirname(file), target ?? '')),
  )
}

const imports = new Map(files.map((file) => [file, importsOf(file)]))

test('every room of src is in the table', () => {
  expect([...new Set(files.map(roomOf))].filter((room) => !table.has(room))).toEqual([])
})

test.each(files)('%s imports only what the table allows', (file) => {
  const room = roomOf(file)
  const allowed = table.get(room) ?? []
  const wrong = importsOf(file).filter(
    (target) => roomOf(target) !== room && !allowed.includes(roomOf(target)),
  )
  expect(wrong).toEqual([])
})

test('the table has no circle: each room imports rooms below it only', () => {
  const rooms = [...table.keys()]
  const upward = rooms.flatMap((room, index) =>
    (table.get(room) ?? [])
      .filter((target) => rooms.indexOf(target) <= index)
      .map((target) => `${room} -> ${target}`),
  )
  expect(upward).toEqual([])
})

/** Every file that can be reached from `file` by imports, `file` itself only if there is a cycle. */
function reachedFrom(file: string): Set<string> {
  const reached = new Set<string>()
  const left = [file]
  for (let next = left.pop(); next !== undefined; next = left.pop()) {
    for (const target of imports.get(next) ?? []) {
      if (reached.has(target)) continue
      reached.add(target)
      left.push(target)
    }
  }
  return reached
}

test('there are no import cycles, types included', () => {
  const inCycles = files.filter((file) => reachedFrom(file).has(file))
  const links = inCycles.flatMap((file) =>
    (imports.get(file) ?? [])
      .filter((target) => reachedFrom(target).has(file))
      .map((target) => `${file} -> ${target}`),
  )
  expect(links).toEqual([])
})

test('nothing runs at import, but in the two entries', () => {
  const running = files.filter((file) =>
    fs
      .readFileSync(path.join(src, file), 'utf8')
      .split('\n')
      .some((line) => /^(void |await |if \(|for \(|[a-zA-Z_.]+\(.*\)$)/.test(line)),
  )
  expect(running.sort()).toEqual(['main.ts', 'post.ts'])
})

test('no file is longer than a newcomer reads at once', () => {
  const long = files.filter((file) => fs.readFileSync(path.join(src, file), 'utf8').split('\n').length > 300)
  expect(long).toEqual([])
})
