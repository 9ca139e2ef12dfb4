// Whether the list of customers keeps up with the wheel.
import { openPage } from '../e2e/support/browser.mjs'
import { atMost } from './table.mjs'

const TURNS = 120
const TURN_PX = 700
const MOST_MS = 200

function keepLongTasks() {
  window.longTasks = []
  new PerformanceObserver((list) => {
    window.longTasks.push(...list.getEntries().map(({ duration }) => duration))
  }).observe({ type: 'longtask' })
}

export async function measureScrolling({ browser, ...server }) {
  const { page, close } = await openPage(browser, server)
  await page.goto('/customers')
  await page.getByRole('table', { name: 'Customers' }).getByRole('link').first().waitFor()
  await page.evaluate(keepLongTasks)
  await page.mouse.move(700, 500)
  for (let turn = 0; turn < TURNS; turn += 1) {
    await page.mouse.wheel(0, TURN_PX)
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)))
  }
  const rows = await page.evaluate(() =>
    Math.max(...[...document.querySelectorAll('[aria-rowindex]')].map((row) => row.ariaRowIndex)),
  )
  const longest = Math.max(0, ...(await page.evaluate(() => window.longTasks)))
  await close()
  return [
    atMost(
      `Longest task while ${rows} customers are scrolled by`,
      Math.round(longest),
      MOST_MS,
      'ms',
    ),
  ]
}
