// Texts that gave way to a suggestion. None of them is lost: what is put back
// changes places with what stands there, so that further presses lead through
// all of them and round again.

/** Each text once; the last is the next to be put back. */
export type Past = readonly string[]

/** What can be put back once `message` has given way. */
export function keepFor(past: Past, message: string): Past {
  return [...without(past, message), message]
}

/** What is put back for `message`, and what can be from then on; null where there is nothing else. */
export function putBack(past: Past, message: string): { message: string; past: Past } | null {
  const others = without(past, message)
  const last = others.at(-1)
  return last === undefined ? null : { message: last, past: [message, ...others.slice(0, -1)] }
}

function without(past: Past, message: string): Past {
  return past.filter((text) => text !== message)
}
