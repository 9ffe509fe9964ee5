import { expect, test } from '@jest/globals'
import { makeSelfSigned } from '../../../stand-in/certificates.ts'
import { startGitHub } from '../../../stand-in/github/github.ts'
import { lastStates, step, TOKEN, withGitHub } from './step.ts'

const PERMISSIONS = 'permissions:\n  deployments: write'

test.each([
  { permissions: 'read', says: 'GitHub answered 403 (Resource not accessible by integration' },
  { permissions: 'none', says: 'GitHub answered 404 (Not Found' },
] as const)(
  'a missing permission ($permissions) is a warning with the lines to add',
  ({ permissions, says }) =>
    withGitHub({ permissions }, async (github) => {
      const { warnings, printed } = await step(github.apiUrl, {})
      expect(warnings).toHaveLength(1)
      expect(warnings[0]).toContain(says)
      expect(warnings[0]?.split('\n').slice(1, 3).join('\n')).toBe(PERMISSIONS)
      expect(printed).not.toContain(TOKEN)
    }),
)

test('an empty token is a warning, and nothing is sent', () =>
  withGitHub({}, async (github) => {
    const { warnings } = await step(github.apiUrl, { token: '' })
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain('`github-token` is empty')
    expect(warnings[0]).toContain(PERMISSIONS)
    expect(await step(github.apiUrl, { token: ' ', verb: 'retire' })).toMatchObject({ retired: 0 })
    expect(github.requests).toEqual([])
  }))

test.each([401, 403, 422, 429, 500, 503])('a GitHub that answers %d is a warning', (fail) =>
  withGitHub({ fail }, async (github) => {
    const { warnings, printed } = await step(github.apiUrl, {})
    expect(warnings).toHaveLength(1)
    expect(warnings[0]).toContain(`The deployment could not be reported: GitHub answered ${fail} (`)
    expect(warnings[0]).not.toContain('permissions:')
    expect(printed).not.toContain(TOKEN)
  }),
)

test('what was made inactive before a failure is counted, oldest first', () =>
  withGitHub({}, async (github) => {
    await step(github.apiUrl, {})
    const [first] = github.deployments
    if (!first) throw new Error('no deployment was made')
    github.deployments.push({ ...structuredClone(first), id: 1000 }, { ...structuredClone(first), id: 1001 })
    github.failWhen = ({ method, path }) => method === 'POST' && path.includes('/1001/')
    const { retired, warnings } = await step(github.apiUrl, { verb: 'retire' })
    expect(retired).toBe(2)
    expect(warnings[0]).toContain('The deployment could not be made inactive: GitHub answered 500 (')
    expect(lastStates(github)).toEqual(['inactive', 'inactive', 'success'])
  }))

test('a GitHub that does not answer is given up', () =>
  withGitHub({ silent: true }, async (github) => {
    const { warnings } = await step(github.apiUrl, { verb: 'wait' })
    expect(warnings).toEqual([
      'The deployment could not be reported: The operation was aborted due to timeout.',
    ])
  }))

test('a report that takes too long is given up', () =>
  withGitHub({ silent: true }, async (github) => {
    const { warnings } = await step(github.apiUrl, { verb: 'announce late' })
    expect(warnings).toEqual(['The deployment could not be reported: GitHub took longer than 120 seconds.'])
  }))

test('a GitHub that is not there, and a job without its variables, are warnings', async () => {
  const github = await startGitHub()
  await github.close()
  const { warnings, printed } = await step(github.apiUrl, {})
  expect(warnings[0]).toMatch(
    /^The deployment could not be reported: connect ECONNREFUSED 127\.0\.0\.1:\d+\.$/,
  )
  expect(printed).not.toContain(TOKEN)
  const without = async (name: string): Promise<string> =>
    (await step(github.apiUrl, { env: { [name]: '' } })).warnings.join()
  expect(await without('GITHUB_REPOSITORY')).toContain('GITHUB_REPOSITORY')
  expect(await without('GITHUB_SHA')).toContain('GITHUB_SHA')
})

test('a token that can be no header is not quoted', () =>
  withGitHub({}, async (github) => {
    const { warnings, printed } = await step(github.apiUrl, { token: 'ghs_first-half\nsecond-half' })
    expect(warnings).toHaveLength(1)
    expect(printed).not.toMatch(/first-half|second-half/)
    expect(github.requests).toEqual([])
  }))

test('the certificate of GitHub is checked, whatever the environment says', async () => {
  const tls = await makeSelfSigned()
  await withGitHub({ tls }, async (github) => {
    const { warnings } = await step(github.apiUrl, { env: { NODE_TLS_REJECT_UNAUTHORIZED: '0' } })
    expect(warnings[0]).toMatch(/^The deployment could not be reported: .*certificate/)
    expect(github.requests).toEqual([])
  })
})
