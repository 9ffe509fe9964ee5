// Races runs of the action for one name: `npm run race` for 50 rounds of each kind, `npm run race -- 5` for 5.
import { faultsOf, races, runRound, sawLoser } from '../stand-in/faults/race.ts'

const rounds = Number(process.argv[2] ?? 50)
let faulty = 0
let losersSeen = 0
for (const race of races) {
  console.log(`${race.runs} runs with a ${race.credentials} on Portainer ${race.version}:`)
  for (let number = 1; number <= rounds; number += 1) {
    const round = await runRound(race)
    const faults = faultsOf(round)
    if (faults.length > 0) faulty += 1
    if (sawLoser(round)) losersSeen += 1
    const note = sawLoser(round) ? '; a run that only looked saw one that went' : ''
    const left = round.left.length === 1 ? `one left, id ${round.left[0] ?? 0}` : `${round.left.length} left`
    console.log(
      [
        `  round ${number}: ${round.given.length} created (${round.given.join()}), ${left}${note}`,
        ...faults,
      ].join('\n    '),
    )
  }
}
const total = rounds * races.length
console.log(
  `${total} rounds, ${faulty} wrong; in ${losersSeen} a run saw an endpoint that went a moment later.`,
)
process.exitCode = faulty > 0 || losersSeen > Math.max(1, total / 20) ? 1 : 0
