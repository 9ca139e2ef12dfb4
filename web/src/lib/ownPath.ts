// Where a page may send its reader after signing in: to this server alone. What
// stands in an address bar may have been put there by anybody.

/** As the server has it; longer ones it refuses. */
const LONGEST = 2_000
/** Stands for this server, whatever it is called. */
const HERE = 'http://here.invalid'

/** `text` if it is a path of our own, "/" if it is anything else. */
export function ownPath(text: unknown): string {
  if (typeof text !== 'string' || !text.startsWith('/') || text.includes('\\')) return '/'
  const url = URL.canParse(text, HERE) ? new URL(text, HERE) : null
  if (url?.origin !== HERE || url.pathname.startsWith('//')) return '/'
  // Whoever comes from the sign-in page does not want to go there.
  if (url.pathname === '/sign-in') return '/'
  const path = url.pathname + url.search + url.hash
  return path.length <= LONGEST ? path : '/'
}

/** The sign-in page, which leads back to `path`. */
export function signInPath(path: string): string {
  const wanted = ownPath(path)
  return wanted === '/' ? '/sign-in' : `/sign-in?${new URLSearchParams({ return_to: wanted })}`
}
