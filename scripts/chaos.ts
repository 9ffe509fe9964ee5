// Random faults, by a seed: `npm run chaos -- --runs 5000 --seed 1`. Prints each schedule that breaks an invariant,
// and how often each fault met a request.
import { parseArgs } from 'node:util'
import { runSchedules } from '../stand-in/faults/random-schedules.ts'

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '5000' },
    seed: { type: 'string', default: '1' },
    only: { type: 'string' },
  },
})
const seed = Number(values.seed)
const started = performance.now()
const tally = await runSchedules({
  runs: Number(values.runs),
  seed,
  ...(values.only === undefined ? {} : { only: Number(values.only) }),
  onBroken: ({ number, schedule, outcome }) => {
    console.log(`schedule ${number}: ${JSON.stringify(schedule)}`)
    for (const words of outcome.broken) console.log(`  ${words}`)
    console.log(
      outcome.proxy.requests.map((one) => `    ${one.method} ${one.path} ${one.fault ?? ''}`).join('\n'),
    )
    for (const { log } of outcome.results) console.log(log.replace(/^/gm, '    '))
  },
})
const seconds = Math.round((performance.now() - started) / 1000)
for (const [kind, times] of [...tally.injected].sort()) console.log(`${String(times).padStart(6)}  ${kind}`)
console.log(
  `seed ${seed}: ${tally.runs} schedules, ${tally.faults} faults injected, ${tally.succeeded} runs succeeded all the same, ${tally.broken} broken, in ${seconds} s`,
)
// Not by itself: once, after 5,000 schedules, a stand-in went on writing to nobody when all was over.
process.exit(tally.broken > 0 ? 1 : 0)
