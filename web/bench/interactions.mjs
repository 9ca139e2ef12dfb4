// How long the builder takes to answer with twenty conditions in it: from the
// key or the click until what it changed is painted, as the browser itself
// reckons it (Event Timing, in steps of 8 ms).
import { openPage } from '../e2e/support/browser.mjs'
import { atMost } from './table.mjs'

const CONDITIONS = 20
const MOST_MS = 200

/** Keeps what the browser reports of keys, clicks and drags, as `window.answers`. */
function keepAnswers() {
  window.answers = []
  window.keepAnswers = (entries) => {
    for (const { name, duration, interactionId } of entries) {
      if (interactionId > 0 || /^drag|^drop/.test(name)) window.answers.push(duration)
    }
  }
  const observer = new PerformanceObserver((list) => window.keepAnswers(list.getEntries()))
  observer.observe({ type: 'event', durationThreshold: 16 })
  window.takeAnswers = async () => {
    // An entry comes once the frame that it waited for has been shown.
    await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve, 50)))
    window.keepAnswers(observer.takeRecords())
    return window.answers.splice(0)
  }
}

export const address = (rule) => `/segments/new?rule=${encodeURIComponent(JSON.stringify(rule))}`

/** In groups of five, of all kinds that people mix. */
const rule = {
  any: Array.from({ length: CONDITIONS / 5 }, (_, group) => ({
    all: [
      { spend: { gt: String(1000 * (group + 1)) } },
      { visits: { lt: 40 - group } },
      { city: { in: ['Bengaluru', 'Mumbai', 'Pune'] } },
      { lastOrderAt: { notWithinLast: { days: 30 + group } } },
      { orderCount: { gte: group } },
    ],
  })),
}

const button = (page, name) => page.getByRole('button', { name, exact: true })

/** Each ends with what it changes on screen. */
const deeds = {
  typing: async (page) => {
    await page.getByLabel('Value of condition 1.1').click()
    await page.keyboard.type('2345', { delay: 60 })
  },
  'selecting another field': async (page) => {
    const field = page.getByLabel('Field of condition 2.2')
    const before = await field.inputValue()
    await field.focus()
    await page.keyboard.press('ArrowDown')
    await page.waitForFunction(
      ([element, value]) => element.value !== value,
      [await field.elementHandle(), before],
    )
  },
  'adding a condition': async (page) => {
    await button(page, 'Add a condition to group 3').click()
    await page.getByLabel('Field of condition 3.6').waitFor()
  },
  duplicating: async (page) => {
    await button(page, 'Duplicate condition 4.1').click()
    await page.getByLabel('Field of condition 4.6').waitFor()
  },
  'duplicating a group': async (page) => {
    await button(page, 'Duplicate group 4').click()
    await page.getByLabel('Field of condition 5.1').waitFor()
  },
  muting: async (page) => {
    await button(page, 'Mute condition 1.2').click()
    await page.locator('.rule.queryBuilder-muted').waitFor()
  },
  'moving by button': async (page) => {
    await button(page, 'Move condition 1.2 down').click()
    await page.waitForFunction(() =>
      document.querySelectorAll('.rule')[2].matches('.queryBuilder-muted'),
    )
  },
  dragging: async (page) => {
    const handles = page.locator('.rule [title="Drag to move"]')
    const count = await page.locator('.rule').count()
    await handles.nth(1).dragTo(page.locator('.rule').nth(3))
    await page.waitForFunction(
      (rules) => document.querySelectorAll('.rule').length === rules,
      count,
    )
  },
  removing: async (page) => {
    await button(page, 'Remove group 5').click()
    await page.getByLabel('Field of condition 5.1').waitFor({ state: 'detached' })
  },
  undoing: async (page) => {
    await button(page, 'Undo').click()
    await page.getByLabel('Field of condition 5.1').waitFor()
  },
  redoing: async (page) => {
    await button(page, 'Redo').click()
    await page.getByLabel('Field of condition 5.1').waitFor({ state: 'detached' })
  },
}

export async function measureInteractions({ browser, ...server }) {
  const { page, close } = await openPage(browser, server)
  await page.addInitScript(keepAnswers)
  await page.goto(address(rule))
  const rows = []
  for (const [name, deed] of Object.entries(deeds)) {
    await page.locator('[data-fresh="true"]').waitFor()
    await page.evaluate(() => window.takeAnswers())
    await deed(page)
    const answers = await page.evaluate(() => window.takeAnswers())
    // What is quicker than the browser reports is quick enough.
    const worst = Math.max(16, ...answers)
    rows.push(atMost(`${CONDITIONS} conditions, ${name}`, worst, MOST_MS, 'ms'))
    await finishConditions(page)
  }
  await close()
  return rows
}

/** A condition that was added or is of another field now has no value yet, and nothing is counted. */
async function finishConditions(page) {
  for (const input of await page.locator('.rule input').all()) {
    if ((await input.inputValue()) === '' && (await input.getAttribute('role')) === null) {
      await input.fill('3')
    }
  }
}
