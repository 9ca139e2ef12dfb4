// What tests read from the screen, and the ways of reading it that several need.
import { strict as assert } from 'node:assert'

export const asNumber = (text) => Number(text.replaceAll(',', ''))

/** Records each new text of `selector` from now on, as `window.seen`; a reload would forget it. */
export const record = (selector) => {
  window.seen = []
  const look = () => {
    const text = document.querySelector(selector)?.textContent
    if (text && window.seen.at(-1) !== text) window.seen.push(text)
  }
  new MutationObserver(look).observe(document.body, {
    subtree: true,
    childList: true,
    characterData: true,
  })
  look()
}

/** The texts that `record` has gathered, of which a thing that moves has several. */
export async function recordedOn(page) {
  const seen = await page.evaluate(() => window.seen)
  assert.ok(new Set(seen).size >= 3, `It showed only ${seen.join(', ')}`)
  return seen
}

/** The figures within a part of a page, or the page, by their labels. */
export async function figuresOn(part) {
  const pairs = await part
    .locator('dl > div')
    .evaluateAll((figures) =>
      figures.map((figure) => [
        figure.querySelector('dt').textContent,
        figure.querySelector('dd').textContent,
      ]),
    )
  return Object.fromEntries(pairs)
}

/** That a campaign's page shows what the server counts. */
export async function assertShowsTotals(page, totals) {
  const shown = await figuresOn(page)
  assert.deepEqual(
    {
      audience: asNumber(shown['Audience']),
      pending: asNumber(shown['Pending']),
      sent: asNumber(shown['Awaiting receipt']),
      delivered: asNumber(shown['Delivered']),
      failed: asNumber(shown['Failed']),
      unknown: asNumber(shown['Unknown']),
      skipped: asNumber(shown['Skipped']),
      unaccounted: asNumber(shown['Unaccounted']),
      accepted: asNumber(shown['Sent']),
    },
    totals,
  )
}

/** The texts of a page's links into `/campaigns/`, in their order: the names of a list. */
export const campaignNames = (page) => page.locator('li a[href^="/campaigns/"]').allTextContents()

/** The rule in a page's address: the JSON that the API takes, written as one text. */
export function ruleInAddress(page) {
  const written = new URL(page.url()).searchParams.get('rule')
  return written && JSON.parse(JSON.parse(written))
}

/** The address follows the rule a moment later. */
export async function assertAddress(page, rule) {
  const wanted = JSON.stringify(rule)
  await page.waitForURL(() => JSON.stringify(ruleInAddress(page)) === wanted).catch(() => {})
  assert.deepEqual(ruleInAddress(page), rule)
}

/** Until the numbers are those of the rule as it stands. */
export const counted = (page) => page.locator('[data-fresh="true"]').waitFor()

const numbers = async (locator) =>
  (await locator.allTextContents()).map((text) => (text === '–' ? null : asNumber(text)))

/** What stands at the whole and at each node, from the outermost group on. */
export async function countsOn(page) {
  await counted(page)
  const [total] = await numbers(page.getByTestId('total'))
  return { total, nodes: await numbers(page.getByTestId('node-count')) }
}
