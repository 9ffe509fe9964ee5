// Which path is answered by whom, for whom, and since when.
import { signIn, signOut } from './auth.ts'
import { proxyDocker } from './docker-proxy.ts'
import { checkIn } from './edge-check-in.ts'
import { createEndpoint } from './endpoints-create.ts'
import { getEndpoint, listEndpoints } from './endpoints-list.ts'
import { deleteEndpoint, deleteEndpoints } from './endpoints-delete.ts'
import { uploadTls } from './endpoints-tls.ts'
import { takeSnapshot, updateAccessLists, updateEndpoint } from './endpoints-update.ts'
import { createGroup, createTag, deleteGroup, deleteTag, listGroups, listTags } from './groups-and-tags.ts'
import type { Handler } from './handler.ts'
import { getPublicSettings, getSettings, getStatus, getVersion } from './settings.ts'
import {
  createStack,
  createStackByQuery,
  deleteStack,
  getStack,
  getStackFile,
  listStacks,
  updateStack,
} from './stacks.ts'
import {
  checkAdministrator,
  createAdministrator,
  createApiKey,
  createMembership,
  createTeam,
  createUser,
  listTeams,
  listUsers,
  whoAmI,
} from './users.ts'
import type { Rules } from './versions.ts'

export interface Route {
  /** `*` is any method. */
  method: string
  path: RegExp
  access: 'public' | 'user' | 'admin'
  handler: Handler
}

export function routesOf(rules: Rules, { statusGone = false }: { statusGone?: boolean } = {}): Route[] {
  const { since } = rules
  const routes: Route[] = []
  const add = (there: boolean, method: string, path: string, access: Route['access'], handler: Handler) => {
    if (there) routes.push({ method, path: new RegExp(`^/api${path}$`), access, handler })
  }
  add(!statusGone, 'GET', '/status', 'public', getStatus)
  add(rules.systemStatus, 'GET', '/system/status', 'public', getStatus)
  add(rules.systemStatus, 'GET', '/system/version', 'user', getVersion)
  add(rules.statusVersion, 'GET', '/status/version', 'user', getVersion)
  add(true, 'GET', '/settings/public', 'public', getPublicSettings)
  add(true, 'GET', '/settings', 'admin', getSettings)
  add(true, 'POST', '/auth', 'public', signIn)
  add(rules.logout !== 'none', 'POST', '/auth/logout', since('2.21.0') ? 'public' : 'user', signOut)
  add(true, 'GET', '/users/admin/check', 'public', checkAdministrator)
  add(true, 'POST', '/users/admin/init', 'public', createAdministrator)
  add(since('2.20.0'), 'GET', '/users/me', 'user', whoAmI)
  add(true, 'GET', '/users', 'user', listUsers)
  add(true, 'POST', '/users', 'admin', createUser)
  add(rules.apiKeys, 'POST', '/users/(\\d+)/tokens', 'user', createApiKey)
  add(true, 'GET', '/teams', 'user', listTeams)
  add(true, 'POST', '/teams', 'admin', createTeam)
  add(true, 'POST', '/team_memberships', 'admin', createMembership)
  add(true, 'GET', '/endpoints', 'user', listEndpoints)
  add(true, 'POST', '/endpoints', 'admin', createEndpoint)
  add(rules.bulkDelete !== 'none', 'DELETE', '/endpoints', 'admin', deleteEndpoints)
  add(rules.bulkDelete === 'delete-and-post', 'POST', '/endpoints/delete', 'admin', deleteEndpoints)
  add(true, 'GET', '/endpoints/([^/]+)', 'user', getEndpoint)
  add(true, 'PUT', '/endpoints/([^/]+)', 'admin', updateEndpoint)
  add(true, 'DELETE', '/endpoints/([^/]+)', 'admin', deleteEndpoint)
  add(rules.access === 'lists', 'PUT', '/endpoints/([^/]+)/access', 'admin', updateAccessLists)
  add(rules.snapshotCall, 'POST', '/endpoints/([^/]+)/snapshot', 'admin', takeSnapshot)
  add(rules.edgeAgents, 'GET', '/endpoints/([^/]+)/status', 'public', checkIn)
  add(since('2.13.0'), 'GET', '/endpoints/([^/]+)/edge/status', 'public', checkIn)
  add(true, '*', '/endpoints/([^/]+)/docker(/.*)', 'user', proxyDocker)
  add(true, 'GET', '/stacks', 'user', listStacks)
  add(true, 'POST', '/stacks', 'user', createStackByQuery)
  add(since('2.19.0'), 'POST', '/stacks/create/([^/]+)/([^/]+)', 'user', createStack)
  add(true, 'GET', '/stacks/([^/]+)', 'user', getStack)
  add(true, 'PUT', '/stacks/([^/]+)', 'user', updateStack)
  add(true, 'DELETE', '/stacks/([^/]+)', 'user', deleteStack)
  add(true, 'GET', '/stacks/([^/]+)/file', 'user', getStackFile)
  add(true, 'POST', '/upload/tls/([^/]+)', 'admin', uploadTls)
  add(true, 'GET', '/endpoint_groups', 'user', listGroups)
  add(true, 'POST', '/endpoint_groups', 'admin', createGroup)
  add(true, 'DELETE', '/endpoint_groups/([^/]+)', 'admin', deleteGroup)
  add(true, 'GET', '/tags', since('1.24.0') ? 'user' : 'admin', listTags)
  add(true, 'POST', '/tags', 'admin', createTag)
  add(true, 'DELETE', '/tags/([^/]+)', 'admin', deleteTag)
  return routes
}
