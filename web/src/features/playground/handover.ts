// How a page gives the playground headers to send: through the storage of the
// tab, which a tab opened from it begins with a copy of. An address would keep
// a key in the history of the browser.

const SLOT = 'xeno.playground.headers'

/** Opens the playground in a tab of its own; false where the browser does not let us. */
export function handToPlayground(headers: Record<string, string>): boolean {
  sessionStorage.setItem(SLOT, JSON.stringify(headers, null, 2))
  const opened = window.open('/playground', '_blank')
  sessionStorage.removeItem(SLOT)
  return opened !== null
}

/** What was handed over, as JSON text; there once only. */
export function takeHanded(): string | undefined {
  const headers = sessionStorage.getItem(SLOT)
  sessionStorage.removeItem(SLOT)
  return headers ?? undefined
}
