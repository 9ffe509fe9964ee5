// What a run changed at Portainer, as the stand-in saw it.
import type { Run } from './setup.ts'

/** The writing requests of a run, one a line: method, path, and the JSON or the form that went with it. */
export function writesOf({ requests }: Pick<Run, 'requests'>): string[] {
  return requests
    .filter(({ method, path }) => method !== 'GET' && path !== '/api/auth')
    .map(({ method, path, json, form, files }) => {
      const fields = (form ?? []).filter(([field]) => field !== 'EndpointType')
      const parts = [
        ...(json === undefined ? [] : [JSON.stringify(json)]),
        ...fields.map((field) => field.join('=')),
        ...(files ?? []).map((file) => `${file.field}=@`),
      ]
      return [method, path, ...parts].join(' ')
    })
}
