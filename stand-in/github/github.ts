// A GitHub for tests: deployments and the list of open pull requests, on a real socket, for any repository.
import { createServer, type IncomingHttpHeaders, type IncomingMessage } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import {
  create,
  createStatus,
  page,
  refuse,
  shown,
  wanted,
  type Answer,
  type Fields,
  type StandInDeployment,
} from './deployments.ts'

export interface GitHubOptions {
  /** What the token may do with deployments; `none` stands for one that does not even see the repository. */
  permissions?: 'read' | 'write' | 'none'
  /** Answers every request with this status. */
  fail?: number
  /** Takes requests and never answers. */
  silent?: boolean
  /** Speaks HTTPS, with this certificate and key. */
  tls?: { cert: string; key: string }
}

export interface RecordedRequest {
  method: string
  /** As it was sent, with its query. */
  path: string
  headers: IncomingHttpHeaders
  json: unknown
}

export interface GitHubStandIn {
  /** For `GITHUB_API_URL`; with `/api/v3` behind it, it answers as an Enterprise server. */
  apiUrl: string
  requests: RecordedRequest[]
  /** Oldest first; a test may put in what others made. */
  deployments: StandInDeployment[]
  /** The numbers of the open pull requests. */
  openPullRequests: number[]
  /** To be set by a test: the requests that are answered with 500. */
  failWhen: (request: RecordedRequest) => boolean
  close(): Promise<void>
}

/** Starts it on a free port of the loopback interface. */
export async function startGitHub(options: GitHubOptions = {}): Promise<GitHubStandIn> {
  const server = options.tls ? createSecureServer(options.tls) : createServer()
  const deployments: StandInDeployment[] = []
  const github: GitHubStandIn = {
    apiUrl: '',
    requests: [],
    deployments,
    openPullRequests: [],
    failWhen: () => false,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }

  const onRequest = async (request: IncomingMessage): Promise<Answer | undefined> => {
    const body = await text(request)
    const { method = 'GET', url: path = '/', headers } = request
    const recorded = { method, path, headers, json: body === '' ? undefined : (JSON.parse(body) as unknown) }
    github.requests.push(recorded)
    if (options.silent === true) return undefined
    if (options.fail !== undefined) return failure(options.fail)
    if (github.failWhen(recorded)) return failure(500)
    return answer(method, new URL(path, github.apiUrl), headers, (recorded.json ?? {}) as Fields)
  }

  function answer(method: string, url: URL, headers: IncomingHttpHeaders, fields: Fields): Answer {
    const isPulls = /^\/repos\/[^/]+\/[^/]+\/pulls$/.test(url.pathname)
    const match = /^(?:\/api\/v3)?\/repos\/([^/]+\/[^/]+)\/deployments(?:\/(\d+)(\/statuses)?)?$/.exec(
      url.pathname,
    )
    if (!/^(token|bearer) \S+$/i.test(headers.authorization ?? ''))
      return refuse(401, 'Requires authentication')
    if (isPulls)
      return page(
        url,
        github.openPullRequests.map((number) => ({ number, state: 'open' })),
      )
    if (!match || options.permissions === 'none') return refuse(404, 'Not Found')
    if (method !== 'GET' && options.permissions === 'read') {
      return refuse(403, 'Resource not accessible by integration')
    }
    const repository = match[1] ?? ''
    const mine = deployments.filter((deployment) => deployment.repository === repository)
    if (match[2] === undefined) {
      return method === 'POST'
        ? create(deployments, repository, fields)
        : page(url, mine.filter(wanted(url)).map(shown))
    }
    const deployment = mine.find(({ id }) => id === Number(match[2]))
    if (!deployment) return refuse(404, 'Not Found')
    if (match[3] === undefined) return { status: 200, body: shown(deployment) }
    return method === 'POST' ? createStatus(deployment, mine, fields) : page(url, deployment.statuses)
  }

  const handle = (request: IncomingMessage): Promise<Answer | undefined> =>
    onRequest(request).catch(() => refuse(400, 'Problems parsing JSON'))
  server.on('request', (request, response) => {
    void handle(request).then((answered) => {
      if (!answered) return
      const headers = { 'content-type': 'application/json; charset=utf-8', ...answered.headers }
      response.writeHead(answered.status, headers).end(JSON.stringify(answered.body))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  github.apiUrl = `http${options.tls ? 's' : ''}://127.0.0.1:${(server.address() as AddressInfo).port}`
  return github
}

/** What GitHub says along with such a status; of the reasons for 403, the one that is no lack of permission. */
function failure(status: number): Answer {
  if (status === 401) return refuse(401, 'Bad credentials')
  if (status !== 403 && status !== 429) return refuse(status, status >= 500 ? 'Server Error' : 'Failed')
  return { ...refuse(status, 'API rate limit exceeded'), headers: { 'x-ratelimit-remaining': '0' } }
}
