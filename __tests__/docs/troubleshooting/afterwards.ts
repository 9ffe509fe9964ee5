import * as fs from 'node:fs'
import path from 'node:path'
import { startGitHub } from '../../../stand-in/github/github.ts'
import type { Inputs } from '../../../stand-in/runner/runner.ts'
import { closeAfterTest, type Setup } from '../../helpers/setup.ts'
import type { Trouble } from './entry.ts'

const job: Inputs = { 'endpoint-url': 'unix:///var/run/docker.sock', cleanup: true }

/** A Portainer over HTTPS that Node trusts, since its certificate is in NODE_EXTRA_CA_CERTS. */
const trusted = {
  server: { https: true },
  inputs: ({ portainer }: Setup): Inputs => ({
    ...job,
    url: portainer.url.replace('127.0.0.1', 'localhost'),
  }),
}
function trustIt({ portainer, job: { folder } }: Setup): NodeJS.ProcessEnv {
  const file = path.join(folder, 'roots.pem')
  fs.writeFileSync(file, portainer.caCert)
  return { NODE_EXTRA_CA_CERTS: file }
}

/** The endpoint is as it should be; what comes after is not. */
export const afterwards: Record<string, Trouble> = {
  'changed since the step ran, so no credentials are sent': {
    inputs: job,
    warns: { headers: 'X-Access: some-value' },
  },
  "use 'ca-cert' instead, so no credentials are sent": {
    ...trusted,
    env: (setup) => ({ ...trustIt(setup), OPENSSL_CONF: '/dev/null' }),
    warns: {},
  },
  'signing in failed: the response had the status': { inputs: job, warns: { password: 'another password' } },
  'The deployment could not be reported: GitHub answered 403': {
    inputs: {
      ...job,
      cleanup: false,
      deployment: 'staging',
      'github-token': 'ghs_not-a-real-token-0123456789',
    },
    env: async () => ({
      GITHUB_API_URL: closeAfterTest(await startGitHub({ permissions: 'read' })).apiUrl,
      GITHUB_REPOSITORY: 'acme/shop',
      GITHUB_SHA: '1'.repeat(40),
    }),
    warns: 'step',
  },
}
