// docs/portainer.md names every version at which the code does something else.
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { expect, test } from '@jest/globals'
import { capabilitiesOf, formatVersion, type Version } from '../../src/portainer/versions.ts'

const page = readFileSync(path.join(import.meta.dirname, '../../docs/portainer.md'), 'utf8')
const told = new Set([...page.matchAll(/^\| (\d+\.\d+\.\d+) /gm)].map(([, version]) => version))

const range = (length: number): number[] => Array.from({ length }, (_, index) => index)
const versions: Version[] = [
  ...range(8).flatMap((minor) => range(8).map((patch) => [1, 18 + minor, patch] as const)),
  ...range(60).flatMap((minor) => range(8).map((patch) => [2, minor, patch] as const)),
]
const boundaries = versions.filter(
  (version, index) =>
    index > 0 &&
    JSON.stringify(capabilitiesOf(version)) !== JSON.stringify(capabilitiesOf(versions[index - 1])),
)

test('the versions at which the code changes its ways are in the table', () => {
  expect(boundaries.length).toBeGreaterThan(10)
  expect(boundaries.map(formatVersion).filter((version) => !told.has(version))).toEqual([])
})
