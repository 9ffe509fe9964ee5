import { availableParallelism } from 'node:os'

/** @type {import('jest').Config} */
export default {
  testEnvironment: 'node',
  testMatch: ['<rootDir>/__tests__/**/*.test.ts'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/scripts/strip-types.ts' },
  setupFilesAfterEnv: ['<rootDir>/__tests__/helpers/drop-masks.ts'],
  testTimeout: 60_000,
  // A test waits for processes of its own part of the time: one more suite than there are cores uses it.
  maxWorkers: availableParallelism() + 1,
}
