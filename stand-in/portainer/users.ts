// The administrator's first minutes, users, teams and API keys.
import { randomBytes, createHash } from 'node:crypto'
import { refuseFlood } from './auth.ts'
import { badRequest, json, noContent, Refused } from './replies.ts'
import { key, readJson, textKey } from './json-body.ts'
import { isAdministrator, type Handler, type Server } from './handler.ts'
import { userShape } from './json-shapes.ts'
import { nextId, type ApiKey, type Team, type User } from './state.ts'

const administrator = (server: Server) => server.state.users.find(isAdministrator)

function checkPassword(server: Server, password: string): void {
  const { passwordRule } = server.rules
  const classes = [/[a-z]/, /[A-Z]/, /\d/, /[^a-zA-Z\d]/].filter((expression) =>
    expression.test(password),
  ).length
  const tooWeak =
    (passwordRule === 'strong' && (password.length < 12 || classes < 3)) ||
    (passwordRule === 'length' && password.length < server.state.settings.RequiredPasswordLength)
  if (tooWeak) throw new Refused(400, 'Password does not meet the requirements')
}

export const checkAdministrator: Handler = (server) => {
  if (administrator(server)) return noContent
  throw new Refused(404, 'No administrator account found inside the database', server.words.noObject())
}

export const createAdministrator: Handler = (server, request) => {
  const { rules, state } = server
  // Before anything else, and for as long as the process runs: with an administrator there already, 403 instead of 409.
  if (server.setupToken !== undefined && request.headers['x-setup-token'] !== server.setupToken) {
    throw new Refused(
      403,
      'Invalid or missing setup token. Provide the X-Setup-Token header with the token printed in the server logs at startup.',
      'Invalid or missing setup token',
    )
  }
  const payload = readJson(server, request)
  const Username = textKey(payload, 'Username')
  const password = textKey(payload, 'Password')
  if (Username === '' || /\s/.test(Username))
    throw badRequest('Invalid username. Must not contain any whitespace')
  if (password === '') throw badRequest('Invalid password')
  if (administrator(server)) {
    const message = rules.since('1.19.2')
      ? 'Unable to create administrator user'
      : 'Unable to retrieve users from the database'
    throw new Refused(409, message, 'An administrator user already exists')
  }
  checkPassword(server, password)
  const user: User = { Id: nextId(state.users), Username, password, Role: 1 }
  state.users.push(user)
  return json(userShape(rules, user, 'init'))
}

export const createUser: Handler = (server, request) => {
  const { rules, state } = server
  const payload = readJson(server, request)
  const Username = textKey(payload, 'Username')
  if (Username === '' || /\s/.test(Username))
    throw badRequest('Invalid username. Must not contain any whitespace')
  if (state.users.some((user) => user.Username === Username)) {
    throw new Refused(409, 'Another user with the same username already exists', 'User already exists')
  }
  const password = textKey(payload, 'Password')
  checkPassword(server, password)
  const user: User = {
    Id: nextId(state.users),
    Username,
    password,
    Role: (key(payload, 'Role') as number | undefined) ?? 2,
  }
  state.users.push(user)
  return json(userShape(rules, user, 'create'))
}

export const listUsers: Handler = (server) =>
  json(server.state.users.map((user) => userShape(server.rules, user, 'list')))

export const whoAmI: Handler = (server, request) => json(userShape(server.rules, request.user, 'create'))

export const createTeam: Handler = (server, request) => {
  const { teams } = server.state
  const Name = textKey(readJson(server, request), 'Name')
  if (Name === '') throw badRequest('Invalid team name')
  if (teams.some((team) => team.Name === Name)) {
    throw new Refused(409, 'A team with the same name already exists', 'Team already exists')
  }
  const team: Team = { Id: nextId(teams), Name }
  teams.push(team)
  return json(team)
}

export const listTeams: Handler = (server, request) => {
  const { teams, memberships } = server.state
  const mine = (team: Team) =>
    memberships.some(({ UserID, TeamID }) => UserID === request.user.Id && TeamID === team.Id)
  return json(isAdministrator(request.user) ? teams : teams.filter(mine))
}

export const createMembership: Handler = (server, request) => {
  const payload = readJson(server, request)
  const { memberships } = server.state
  const membership = {
    Id: nextId(memberships),
    UserID: (key(payload, 'UserID') as number | undefined) ?? 0,
    TeamID: (key(payload, 'TeamID') as number | undefined) ?? 0,
    Role: (key(payload, 'Role') as number | undefined) ?? 2,
  }
  memberships.push(membership)
  return json(membership)
}

export function makeApiKey(server: Server, user: User, description: string): ApiKey {
  const { apiKeys } = server.state
  const apiKey = {
    id: apiKeys.length + 1,
    userId: user.Id,
    description,
    raw: `ptr_${randomBytes(32).toString('base64')}`,
  }
  apiKeys.push(apiKey)
  return apiKey
}

export const createApiKey: Handler = (server, request, id = '') => {
  const { rules } = server
  refuseFlood(server, request)
  // An API key may not make another one.
  if (request.headers.authorization === undefined)
    throw new Refused(401, 'Auth not supported', 'JWT Authentication required')
  if (Number(id) !== request.user.Id)
    throw new Refused(403, 'Permission denied to create user access token', 'Unauthorized')
  const payload = readJson(server, request)
  const description = textKey(payload, 'description')
  if (description === '' || description.length > 128) throw badRequest('invalid description: cannot be empty')
  if (rules.apiKeyNeedsPassword) {
    const password = textKey(payload, 'password')
    if (password === '') throw badRequest('invalid password: cannot be empty')
    if (password !== request.user.password) {
      throw new Refused(
        403,
        "Current password doesn't match",
        'Current password does not match the password provided. Please try again',
      )
    }
  }
  const { id: keyId, userId, raw } = makeApiKey(server, request.user, description)
  const body = {
    rawAPIKey: raw,
    apiKey: {
      id: keyId,
      userId,
      description,
      prefix: raw.slice(0, 7),
      dateCreated: Math.floor(server.now() / 1000),
      lastUsed: 0,
      digest: createHash('sha256').update(raw).digest('base64'),
    },
  }
  // 2.11-2.19 set the status before the type, so the type is guessed.
  return json(
    body,
    rules.since('2.45.0') ? 200 : 201,
    rules.since('2.20.0') ? {} : { 'Content-Type': 'text/plain; charset=utf-8' },
  )
}
