// Deploys a compose file to an engine as docker compose does, as far as examples need it: a network, and a container
// for each service, known again by their labels.
import { parse } from 'yaml'
import { readText, type Dialer, type Target } from './dialer.ts'

export interface Pair {
  name: string
  value: string
}

export interface Project {
  name: string
  file: string
  env: readonly Pair[]
  /** Between project, service and number in the name of a container: `_` of old, `-` now. */
  separator: '_' | '-'
}

export interface Engine {
  dialer: Dialer
  target: Target
  /** Milliseconds for each call. */
  timeout: number
}

interface Service {
  image?: string
  environment?: Record<string, string | number | boolean | null> | string[]
}

interface Listed {
  Id: string
  Labels: Record<string, string>
}

const projectLabel = 'com.docker.compose.project'
const serviceLabel = 'com.docker.compose.service'

/** Creates and starts what the file says, in the place of what was there of it. Throws in compose's words. */
export async function up(engine: Engine, project: Project): Promise<void> {
  const services = readServices(project)
  const network = `${project.name}_default`
  const labels = { [projectLabel]: project.name }
  if ((await list(engine, '/networks', project.name)).length === 0) {
    await call(engine, 'POST', '/networks/create', { Name: network, Labels: labels })
  }
  const before = await containersOf(engine, project.name)
  for (const [service, { image, environment }] of services) {
    for (const { Id } of before.filter(({ Labels }) => Labels[serviceLabel] === service)) {
      await call(engine, 'DELETE', `/containers/${Id}?force=1`)
    }
    const name = [project.name, service, '1'].join(project.separator)
    const made = await call(engine, 'POST', `/containers/create?name=${name}`, {
      Image: image,
      Env: environmentOf(environment),
      Labels: { ...labels, [serviceLabel]: service },
    })
    await call(engine, 'POST', `/containers/${(JSON.parse(made) as { Id: string }).Id}/start`)
  }
}

/** Removes every container and network of a project; none is fine. */
export async function down(engine: Engine, name: string): Promise<void> {
  for (const { Id } of await containersOf(engine, name)) {
    await call(engine, 'DELETE', `/containers/${Id}?force=1`)
  }
  for (const { Id } of await list(engine, '/networks', name)) await call(engine, 'DELETE', `/networks/${Id}`)
}

/** All of a project, running or not. */
export const containersOf = (engine: Engine, project: string): Promise<Listed[]> =>
  list(engine, '/containers/json', project)

async function list(engine: Engine, path: string, project: string): Promise<Listed[]> {
  const filters = encodeURIComponent(JSON.stringify({ label: [`${projectLabel}=${project}`] }))
  return JSON.parse(await call(engine, 'GET', `${path}?all=1&filters=${filters}`)) as Listed[]
}

async function call(
  { dialer, target, timeout }: Engine,
  method: string,
  path: string,
  json?: object,
): Promise<string> {
  const body = json === undefined ? undefined : Buffer.from(JSON.stringify(json))
  const sent =
    body === undefined
      ? {}
      : { body, headers: { 'content-type': 'application/json', 'content-length': body.length } }
  const response = await dialer.call(target, { method, path, timeout, ...sent })
  const text = await readText(response)
  if ((response.statusCode ?? 0) < 400) return text
  throw new Error(`Error response from daemon: ${(JSON.parse(text) as { message: string }).message}`)
}

function readServices({ file, env }: Project): [name: string, service: Service][] {
  const values = new Map(env.map(({ name, value }) => [name, value]))
  const parsed = parse(interpolate(file, values)) as { services?: Record<string, Service> } | null
  const services = Object.entries(parsed?.services ?? {})
  if (services.length === 0) throw new Error('no service selected')
  for (const [name, { image }] of services) {
    if (image === undefined)
      throw new Error(`service "${name}" has neither an image nor a build context specified`)
  }
  return services
}

/** `$NAME`, `${NAME}` and `${NAME:-default}`; `$$` is a dollar. */
function interpolate(text: string, values: ReadonlyMap<string, string>): string {
  return text.replace(
    /\$(?:(\$)|(\w+)|\{(\w+)(?::?-([^}]*))?\})/g,
    (_, dollar: string | undefined, bare: string | undefined, braced: string | undefined, fallback = '') =>
      dollar ?? (values.get(bare ?? braced ?? '') || String(fallback)),
  )
}

function environmentOf(environment: Service['environment'] = []): string[] {
  if (Array.isArray(environment)) return environment
  return Object.entries(environment).map(([name, value]) => `${name}=${String(value ?? '')}`)
}
