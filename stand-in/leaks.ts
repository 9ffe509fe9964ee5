// Looks for secrets wherever a run leaves something behind.
import * as fs from 'node:fs'
import path from 'node:path'

/** Inputs whose value must not be found anywhere afterwards. Of `headers`, the values. */
const secretInputs = [
  'password',
  'api-key',
  'setup-token',
  'tls-key',
  'azure-authentication-key',
  'kubeconfig',
  'github-token',
]

/** The secrets among a step's inputs and variables. */
export function secretsOf(
  inputs: Record<string, string | number | boolean | undefined>,
  env: NodeJS.ProcessEnv,
): string[] {
  const values = secretInputs.flatMap((name) => {
    const value = String(inputs[name] ?? '')
    return value.startsWith('env:') ? [env[value.slice(4)] ?? ''] : [value]
  })
  const headers = String(inputs['headers'] ?? '')
    .split('\n')
    .map((line) => line.slice(line.indexOf(':') + 1))
  return [...values, ...headers].map((secret) => secret.trim()).filter((secret) => secret.length >= 4)
}

/** Whole, by line, and as encodings change it. Lines that delimit PEM, and the words of a kubeconfig, are no secret. */
function formsOf(secret: string): string[] {
  const parts = [secret, ...secret.split(/\r?\n/)]
    .map((part) => part.trim())
    .filter(
      (part) => part.length >= 4 && !part.startsWith('-----') && !/^[\w-]+:(\s+[\w./-]{1,8})?$/.test(part),
    )
  return parts.flatMap((part) => [
    part,
    JSON.stringify(part).slice(1, -1),
    encodeURIComponent(part),
    new URLSearchParams([['', part]]).toString().slice(1),
    Buffer.from(part).toString('base64').replace(/=+$/, ''),
    Buffer.from(part).toString('base64url'),
    Buffer.from(part).toString('hex'),
  ])
}

/** Each place in which one of the secrets stands, with the start of it. */
export function findLeaks(secrets: readonly string[], places: Record<string, string>): string[] {
  const forms = [...new Set(secrets.flatMap(formsOf))]
  return Object.entries(places).flatMap(([place, text]) =>
    forms
      .filter((form) => text.includes(form))
      .map((form) => `${place} holds ${JSON.stringify(form.slice(0, 12))}…`),
  )
}

/** The contents of all files below a folder, by path. */
export function readAllFiles(folder: string): Record<string, string> {
  const names = fs.readdirSync(folder, { recursive: true, withFileTypes: true })
  return Object.fromEntries(
    names
      .filter((entry) => entry.isFile())
      .map((entry) => {
        const file = path.join(entry.parentPath, entry.name)
        return [file, fs.readFileSync(file, 'utf8')]
      }),
  )
}
