import type { Endpoint } from './endpoint.ts'
import type { Abilities } from './versions.ts'

/** What an update changes, all names resolved to ids. What is undefined is left alone. */
export interface EndpointChange {
  name?: string | undefined
  url?: string | undefined
  publicUrl?: string | undefined
  groupId?: number | undefined
  tags?: { names: string[]; ids: number[] } | undefined
  tls?: { on: boolean; skipVerify: boolean; skipClientVerify: boolean } | undefined
  azure?: { applicationId?: string; tenantId?: string; authenticationKey?: string }
  kubeconfig?: string | undefined
  checkinInterval?: number | undefined
  users?: ReadonlyMap<number, number> | undefined
  teams?: ReadonlyMap<number, number> | undefined
}

/**
 * The JSON of `PUT /api/endpoints/{id}`. From 1.20 only what is named changes; 1.18 and 1.19 switch TLS off and delete
 * its files when it is left out, so there it is always named. On 1.18-1.20 who may use an endpoint is a request of its own.
 */
export function updateFields(
  change: EndpointChange,
  there: Endpoint,
  abilities: Abilities,
): Record<string, unknown> {
  const tls =
    change.tls ??
    (abilities.updateDropsTls
      ? {
          on: there.tls.on,
          skipVerify: there.tls.skipVerify,
          skipClientVerify: !there.tls.hasClientCertificate,
        }
      : undefined)
  const policies = (access: ReadonlyMap<number, number> | undefined): unknown =>
    access && Object.fromEntries([...access].map(([id, role]) => [String(id), { RoleId: role }]))
  const fields = {
    Name: change.name,
    URL: change.url,
    PublicURL: change.publicUrl,
    GroupID: change.groupId,
    ...(abilities.tagIds ? { TagIDs: change.tags?.ids } : { Tags: change.tags?.names }),
    TLS: tls?.on,
    TLSSkipVerify: tls?.skipVerify,
    TLSSkipClientVerify: tls?.skipClientVerify,
    AzureApplicationID: change.azure?.applicationId,
    AzureTenantID: change.azure?.tenantId,
    AzureAuthenticationKey: change.azure?.authenticationKey,
    KubeConfig: change.kubeconfig && Buffer.from(change.kubeconfig).toString('base64'),
    EdgeCheckinInterval: change.checkinInterval,
    ...(abilities.accessPolicies
      ? { UserAccessPolicies: policies(change.users), TeamAccessPolicies: policies(change.teams) }
      : {}),
  }
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined))
}
