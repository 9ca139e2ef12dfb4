// Looks at a page in one state after the other, and gathers all that is wrong
// with them, so that one run tells everything.
import { accessibilityFaults } from './browser.mjs'

export class Inspection {
  found = []

  /** `faults` is what the page gathers by itself. */
  constructor({ page, faults }) {
    this.page = page
    this.faults = faults
  }

  /** Waits until nothing moves or loads any more, then looks. */
  async look(state) {
    await this.page.waitForFunction(isSettled)
    const wrong = [
      ...(await accessibilityFaults(this.page)),
      ...(await this.page.evaluate(tooWide)),
      ...this.faults.splice(0),
    ]
    this.found.push(...wrong.map((fault) => `${state}: ${fault}`))
  }
}

/** What fades in has not its own colours yet. */
function isSettled() {
  const moving = document
    .getAnimations()
    .some(
      ({ playState, effect }) =>
        playState === 'running' && effect.getComputedTiming().endTime !== Infinity,
    )
  return !moving && !document.querySelector('[aria-busy="true"]')
}

/** Whether one has to scroll sideways, and for the sake of what. */
function tooWide() {
  const { scrollWidth, clientWidth } = document.documentElement
  if (scrollWidth <= clientWidth) return []
  const beyond = [...document.querySelectorAll('body *')].filter(
    (element) => element.getBoundingClientRect().right > clientWidth + 1,
  )
  const names = beyond.slice(-3).map(({ outerHTML }) => outerHTML.slice(0, 120))
  return [`it is ${scrollWidth - clientWidth} pixels too wide: ${names.join(' … ')}`]
}
