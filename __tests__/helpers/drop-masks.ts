// The commands that set masks say what is masked. GitHub's runner keeps them out of its log; so does this for units that
// run inside a test.
import { afterAll } from '@jest/globals'

const { stdout } = process
const write = stdout.write.bind(stdout)

stdout.write = ((...[text, ...rest]: Parameters<typeof write>) =>
  String(text).startsWith('::add-mask::') || write(text, ...rest)) as typeof write
afterAll(() => {
  stdout.write = write
})
