// Random tests try the same values in every run, so that what fails is due to what was changed. `SEED=n` tries others.
import fc from 'fast-check'

/** With `THOROUGH=1` suites try everything, and many more values. Without, enough to notice what breaks. */
export const thorough = process.env['THOROUGH'] === '1'

export const seed = Number(process.env['SEED'] ?? 20_261_122)

fc.configureGlobal({ seed })
export default fc
