// How soon the count follows the typing, and how often the server is asked
// meanwhile.
import { openPage } from '../e2e/support/browser.mjs'
import { address } from './interactions.mjs'
import { atMost, median } from './table.mjs'

const BURSTS = 10
const MOST_MS = 500
const BETWEEN_KEYS_MS = 60

/** Keeps for each answer how long after the last key it was painted, as `window.waits`. */
function keepWaits() {
  window.waits = []
  let lastKey = 0
  let wasFresh = true
  addEventListener('keydown', ({ timeStamp }) => (lastKey = timeStamp), true)
  new MutationObserver(() => {
    const isFresh = document.querySelector('[data-fresh="true"]') !== null
    if (isFresh && !wasFresh) {
      requestAnimationFrame(() => setTimeout(() => window.waits.push(performance.now() - lastKey)))
    }
    wasFresh = isFresh
  }).observe(document, { subtree: true, childList: true, attributeFilter: ['data-fresh'] })
}

const rule = {
  any: [
    { all: [{ spend: { gt: '10000' } }, { visits: { lt: 3 } }] },
    { lastOrderAt: { notWithinLast: { days: 90 } } },
  ],
}

export async function measureTyping({ browser, ...server }) {
  const { page, close } = await openPage(browser, server)
  await page.addInitScript(keepWaits)
  await page.goto(address(rule))
  await page.locator('[data-fresh="true"]').waitFor()
  const asked = []
  page.on('request', (request) => {
    if (request.postData()?.includes('RulePreview')) asked.push(request)
  })
  const waits = []
  const requests = []
  for (let burst = 0; burst < BURSTS; burst += 1) {
    asked.length = 0
    await page.evaluate(() => window.waits.splice(0))
    await page.getByLabel('Value of condition 1.1').click()
    await page.keyboard.press('Control+A')
    await page.keyboard.type(String(10_100 + 317 * burst), { delay: BETWEEN_KEYS_MS })
    await page.waitForFunction(() => window.waits.length > 0)
    waits.push(Math.round((await page.evaluate(() => window.waits)).at(-1)))
    requests.push(asked.length)
  }
  await close()
  return [
    atMost(`Preview requests a burst of typing, the most of ${BURSTS}`, Math.max(...requests), 1),
    atMost('Count on screen after the last key, median', median(waits), MOST_MS, 'ms'),
    atMost(
      `Count on screen after the last key, worst of ${BURSTS}`,
      Math.max(...waits),
      MOST_MS,
      'ms',
    ),
  ]
}
