import type { Client } from './client.ts'

/** Removes a group; endpoints in it would fall back to Unassigned. One that is gone already is fine. */
export async function deleteGroup(client: Client, id: number): Promise<void> {
  await client.call({
    tried: `remove the group ${id}`,
    method: 'DELETE',
    path: `/api/endpoint_groups/${id}`,
    step: 'write',
    repeatable: 'repeatable',
    accept: [404],
  })
}
