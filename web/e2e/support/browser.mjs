// Chromium, and pages that remember everything they should not have done.
import { AxeBuilder } from '@axe-core/playwright'
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

/** A page of its own session, with `faults`: console errors, crashes, requests elsewhere. */
export async function openPage(browser, origin, { colorScheme = 'light', viewport = WIDE } = {}) {
  const context = await browser.newContext({ baseURL: origin, colorScheme, viewport })
  const page = await context.newPage()
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
  return { page, faults, close: () => context.close() }
}

/** What axe finds against WCAG 2.2 AA, as short lines. */
export async function accessibilityFaults(page) {
  const found = await new AxeBuilder({ page })
    .withTags(RULES)
    .exclude('.graphiql-container')
    .analyze()
  return found.violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html}`))
}
