// Chromium, and pages that remember everything they should not have done.
import axe from 'axe-core'
import { chromium } from 'playwright-core'

const QUIET = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]
const RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa']

export const WIDE = { width: 1440, height: 900 }
export const NARROW = { width: 390, height: 844 }

export function launchBrowser() {
  const executablePath = process.env.CHROMIUM || '/usr/bin/chromium'
  return chromium.launch({ executablePath, headless: true, args: QUIET })
}

/**
 * A page in a browser of its own, which brings the cookie of `stack`, or none
 * where `headers` is null; with `faults`: console errors, crashes, requests
 * elsewhere.
 */
export async function openPage(
  browser,
  { url: origin, headers },
  { colorScheme = 'light', viewport = WIDE, reducedMotion = null } = {},
) {
  const look = { colorScheme, viewport, reducedMotion }
  const context = await browser.newContext({ baseURL: origin, ...look })
  if (headers) {
    const [name, value] = headers.cookie.split('=')
    await context.addCookies([{ name, value, url: origin, httpOnly: true, sameSite: 'Lax' }])
  }
  const page = await context.newPage()
  return { page, context, faults: faultsOf(page, origin), close: () => context.close() }
}

/** A list that grows with what the page should not have done. */
export function faultsOf(page, origin) {
  const faults = []
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) faults.push(message.text())
  })
  page.on('pageerror', (error) => faults.push(String(error)))
  page.on('request', (request) => {
    const { protocol, host } = new URL(request.url())
    const local = ['data:', 'blob:'].includes(protocol) || host === new URL(origin).host
    if (!local) faults.push(`A request to ${request.url()}`)
  })
  return faults
}

/**
 * What axe finds against WCAG 2.2 AA, as short lines. It runs in the page itself:
 * there are no frames to look into, and its own driver takes seconds a look.
 */
export async function accessibilityFaults(page) {
  if (!(await page.evaluate(() => 'axe' in window))) await page.evaluate(axe.source)
  const violations = await page.evaluate(async (tags) => {
    const options = { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] }
    return (await window.axe.run({ exclude: ['.graphiql-container'] }, options)).violations
  }, RULES)
  return violations.flatMap(({ id, nodes }) =>
    nodes.map(({ html, any: [why] }) => `${id}: ${html} ${why?.message ?? ''}`.trimEnd()),
  )
}
