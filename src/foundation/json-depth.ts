/** A text of up to so many characters can't be nested deeply enough to matter. */
const SHORT = 65_536

/**
 * The JSON of Portainer and GitHub is about ten levels deep. V8 needs 60 times the memory of a text that is nothing but
 * brackets.
 */
const MAX_DEPTH = 200

/** Whether JSON is nested more than 200 levels deep. To be asked before foreign JSON is parsed. */
export function isTooDeep(text: string): boolean {
  if (text.length <= SHORT) return false
  let depth = 0
  let inString = false
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index]
    if (inString) {
      if (character === '\\') index += 1
      else if (character === '"') inString = false
    } else if (character === '"') inString = true
    else if (character === '[' || character === '{') {
      depth += 1
      if (depth > MAX_DEPTH) return true
    } else if (character === ']' || character === '}') depth -= 1
  }
  return false
}
