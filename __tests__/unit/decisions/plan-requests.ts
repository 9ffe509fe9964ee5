// The writing requests that come of a plan, one a line: their fields are made by the functions that make them in a run.
// In which order a run sends them, and what else it does about them, is in run/update.test.ts.
import type { Target } from '../../../src/decisions/lookup.ts'
import type { Plan } from '../../../src/decisions/plan.ts'
import { createForm, updateFields } from '../../../src/portainer/endpoint-forms.ts'
import type { Capabilities } from '../../../src/portainer/versions.ts'

/** The id of a group or a tag that has to be made first. */
const MADE = 99

export function writesOf(plan: Plan, capabilities: Capabilities): string[] {
  switch (plan.do) {
    case 'leave':
    case 'nothing':
      return []
    case 'remove':
      return [`DELETE ${plan.existing.id}`]
    case 'update': {
      const { update, existing } = plan
      const { group, tags, tls } = update
      const change = { ...update, groupId: idOf(group), tags: idsOf(tags), tls: tls?.mode }
      const uploads = Object.keys(tls?.files ?? {}).map((file) => `upload ${file} of ${existing.id}`)
      return [
        ...uploads,
        `PUT ${existing.id} ${JSON.stringify(updateFields(change, existing, capabilities))}`,
      ]
    }
    case 'create':
    case 'recreate': {
      const { creation } = plan
      const { desired, name, publicUrl, group, tags, tls } = creation
      const endpoint = { ...desired, name, publicUrl, groupId: idOf(group), tags: idsOf(tags), tls }
      const form = createForm(endpoint, capabilities, tls === undefined ? {} : desired.tls.files)
      // Both names of the kind go out on every version; its number is told once.
      const fields = form.fields.filter(([field]) => field !== 'EndpointType')
      const post = `POST ${[...fields.map((field) => field.join('=')), ...form.files.map(([file]) => `${file}=@`)].join(' ')}`
      return plan.do === 'create' ? [post] : [post, `DELETE ${plan.existing.id}`]
    }
  }
}

const idOf = (target: Target | undefined): number | undefined => target && (target.id ?? MADE)

const idsOf = (tags: Target[] | undefined): { names: string[]; ids: number[] } | undefined =>
  tags && { names: tags.map(({ name }) => name), ids: tags.map(({ id }) => id ?? MADE) }
