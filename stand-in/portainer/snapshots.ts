// Snapshots as lists carry them: of any size, made once for each size, with text in them that trips a careless reader.

/** About what an empty engine's snapshot takes. */
export const snapshotPlaceholder = 2000

const texts = new Map<number, string>()

function make(bytes: number): string {
  const container = JSON.stringify({
    Id: '4f66ad9a0b2e'.repeat(5),
    Names: ['/web'],
    Image: 'nginx:latest',
    Labels: { note: 'a "quoted" } ] { [ \\ text', Name: 'not-an-endpoint' },
    State: 'running',
  })
  const head =
    '[{"Time":1732272000,"DockerVersion":"27.3.1","Swarm":false,"TotalCPU":2,"DockerSnapshotRaw":{"Containers":['
  const tail = ']},"NodeCount":1}]'
  const count = Math.max(1, Math.round((bytes - head.length - tail.length) / (container.length + 1)))
  return head + Array<string>(count).fill(container).join(',') + tail
}

/** One snapshot without the lists of containers and images. */
export const snapshotSummary =
  '[{"Time":1732272000,"DockerVersion":"27.3.1","Swarm":false,"TotalCPU":2,"NodeCount":1}]'

/** The JSON of `Snapshots`, of about so many bytes; 0 is none. */
export function snapshotText(bytes: number): string {
  if (bytes === 0) return '[]'
  const text = texts.get(bytes) ?? make(bytes)
  texts.set(bytes, text)
  return text
}
