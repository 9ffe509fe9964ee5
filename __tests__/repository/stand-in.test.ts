// `npm run stand-in`: the lines that it prints work, and nothing is left of it.
import { expect, test } from '@jest/globals'
import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { root } from '../../stand-in/runner/runner.ts'

const onPosix = process.platform === 'win32' ? test.skip : test

onPosix('the built action runs on it with the lines that it prints, and its files go with it', async () => {
  const script = path.join(root, 'scripts/stand-in.ts')
  const child = spawn(process.execPath, [script], { stdio: ['ignore', 'pipe', 'inherit'] })
  const exit = once(child, 'exit')
  let printed = ''
  for await (const chunk of child.stdout.setEncoding('utf8')) {
    printed += chunk as string
    if (printed.includes('Ctrl-C')) break
  }
  try {
    const lines = /^ {2}export INPUT_URL[^]*?main\.cjs$/m.exec(printed)?.[0] ?? ''
    const { stdout } = await promisify(execFile)('bash', ['-ec', lines], { cwd: root })
    expect(stdout).toContain("Created endpoint 'docker-1'")
    expect(path.relative(root, /\S*portainer\.pem/.exec(printed)?.[0] ?? '')).toMatch(/^\.\./)
  } finally {
    child.kill()
  }
  expect(await exit).toEqual([0, null])
  expect(existsSync(/\S*portainer\.pem/.exec(printed)?.[0] ?? '')).toBe(false)
})
