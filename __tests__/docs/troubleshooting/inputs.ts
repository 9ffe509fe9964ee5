// An input can't be used.
import type { Inputs } from '../../../stand-in/runner/runner.ts'
import type { Trouble } from './entry.ts'

const repository = (): NodeJS.ProcessEnv => ({ GITHUB_WORKSPACE: '/home/runner/work/app/app' })
const list = (endpoints: string): Inputs => ({ name: '', 'endpoint-url': '', endpoints })
const withKey = (key: string): Inputs => ({ password: '', 'api-key': key })
const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJpZCI6MX0.c2lnbmF0dXJl'

export const inputTroubles: Record<string, Trouble> = {
  "'http://' or 'https://' is missing": { inputs: { url: 'portainer.example.com:9443' } },
  'the scheme is written twice': { inputs: { url: 'https://https://portainer.example.com' } },
  'it has a query': { inputs: { url: 'https://portainer.example.com/?token=abc' } },
  'is an access token of Portainer': { inputs: { password: 'ptr_0123456789abcdef0123' } },
  'is a JSON Web Token': { inputs: withKey(jwt) },
  "begins with a word such as 'Bearer'": { inputs: withKey('Bearer ptr_0123456789abcdef0123') },
  'nothing replaces it here': { inputs: withKey('$PORTAINER_API_KEY') },
  'has quotes around it': { inputs: withKey('"ptr_0123456789abcdef0123"') },
  "'headers' has 'Authorization'": { inputs: { headers: 'Authorization: Basic Z2F0ZTphLXB3LTEy' } },
  'an empty list changes nothing': { inputs: { tags: '[]' } },
  'it looks like a list, but': { inputs: { tags: '[production, docker' } },
  'it may only contain names': { inputs: { tags: '[{"name": "production"}]' } },
  "for a Swarm, use 'agent'": { inputs: { type: 'swarm' } },
  "can only be used with 'type: azure'": { inputs: { 'azure-tenant-id': 'contoso' } },
  "'endpoint-url' is missing: a create needs it": { inputs: { 'endpoint-url': '', users: 'anna' } },
  "none was created, because 'endpoint-url' is not given": { inputs: { 'endpoint-url': '' } },
  "'endpoints' … actions/checkout": { inputs: list('fleet.yml'), env: repository },
  "without 'endpoints:' above it": { inputs: list('endpoints:\n  - name: web') },
  'not valid YAML': { inputs: list('- name: "web') },
  "did you mean 'endpoint-url'?": {
    inputs: list('- name: web\n  endpoint_url: tcp://10.0.7.10:2376'),
  },
  'is an input of the step, not of an item': {
    inputs: list('- name: web\n  endpoint-url: tcp://10.0.7.10:2376\n  wait-until-up: 60'),
  },
  'is the same as that of item 1': {
    inputs: list('- {name: web, state: absent}\n- {name: web, state: absent}'),
  },
  'brackets inside each other': { inputs: list(`- name: ${'['.repeat(101)}`) },
  "'prune' requires 'group' or 'tags'": {
    inputs: { ...list('- {name: web, state: absent}'), prune: true },
  },
  "'deployment-url' requires 'deployment'": { inputs: { 'deployment-url': 'https://web-pr-12.example.com' } },
}
