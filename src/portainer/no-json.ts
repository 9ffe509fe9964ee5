/**
 * What a text is that was to be JSON and is none, as far as that can be told without showing any of it: a colon and
 * the end of a sentence, or nothing.
 */
export function tellNoJson(text: string): string {
  if (text.trim() === '') return ': it is empty'
  if (/^\s*</.test(text)) return ': it begins like a web page'
  return /^\s*[[{]/.test(text) && endsTooSoon(text) ? ': it was cut short' : ''
}

/** Whether the parser came to the end without finding anything wrong. V8 says where it stood, or that this was the end. */
function endsTooSoon(text: string): boolean {
  try {
    JSON.parse(text)
    return false
  } catch (error) {
    const said = error instanceof Error ? error.message : ''
    const position = /position (\d+)/.exec(said)?.[1]
    return position === undefined ? said.includes('end of JSON input') : Number(position) === text.length
  }
}
