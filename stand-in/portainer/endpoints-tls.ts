// TLS of an endpoint that is there already: the flags of PUT and the files that are uploaded for it.
import { badRequest, noContent, Refused } from './replies.ts'
import { value } from './form-body.ts'
import { key, type Payload } from './json-body.ts'
import type { Handler, Server } from './handler.ts'
import type { Endpoint } from './state.ts'

/** From 2.41 on an edge agent, which connects by itself, has no TLS of its own. */
export function refuseEdgeTls({ rules }: Server, asked: boolean): void {
  if (asked && rules.edgeTlsRefused) throw badRequest('TLS is not supported for Edge Agent environments')
}

export function updateTls(server: Server, payload: Payload, changed: Endpoint): void {
  const { rules, state } = server
  const folder = String(changed.Id)
  const files = state.tlsFiles.get(folder)
  const given = (name: string) => {
    const boolean = key(payload, name) as boolean | undefined
    return rules.putOmittedIsZero ? (boolean ?? false) : boolean
  }
  const tls = given('TLS')
  if (tls === undefined) return
  if (!tls) {
    changed.TLSConfig = { TLS: false, TLSSkipVerify: false }
    state.tlsFiles.delete(folder)
    return
  }
  const config = { ...changed.TLSConfig, TLS: true }
  const skipVerify = given('TLSSkipVerify')
  if (skipVerify !== undefined) {
    config.TLSSkipVerify = skipVerify
    delete config.TLSCACert
    if (skipVerify) delete files?.ca
    else config.TLSCACert = `/data/tls/${folder}/ca.pem`
  }
  const skipClientVerify = given('TLSSkipClientVerify')
  if (skipClientVerify !== undefined) {
    delete config.TLSCert
    delete config.TLSKey
    if (skipClientVerify) {
      delete files?.cert
      delete files?.key
    } else {
      config.TLSCert = `/data/tls/${folder}/cert.pem`
      config.TLSKey = `/data/tls/${folder}/key.pem`
    }
  }
  const { TLS, TLSSkipVerify, TLSCACert, TLSCert, TLSKey } = config
  changed.TLSConfig = {
    TLS,
    TLSSkipVerify,
    ...(TLSCACert === undefined ? {} : { TLSCACert }),
    ...(TLSCert === undefined ? {} : { TLSCert }),
    ...(TLSKey === undefined ? {} : { TLSKey }),
  }
}

export const uploadTls: Handler = (server, request, kind = '') => {
  const folder = value(request.form, 'folder')
  if (folder === '') throw new Refused(400, 'Invalid query parameter: folder', 'Missing request parameter')
  const [uploaded] = request.form.files.filter(({ field }) => field === 'file')
  if (!uploaded)
    throw new Refused(400, 'Invalid certificate file. Ensure that the certificate file is uploaded correctly')
  if (kind !== 'ca' && kind !== 'cert' && kind !== 'key') {
    throw new Refused(400, 'Invalid certificate route value. Value must be one of: ca, cert or key')
  }
  const { tlsFiles } = server.state
  tlsFiles.set(folder, { ...tlsFiles.get(folder), [kind]: uploaded.content })
  return noContent
}
