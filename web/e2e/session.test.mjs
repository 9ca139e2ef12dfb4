// The door in a real browser: from a stranger's first visit to what their other
// tabs show once they have signed out.
import { strict as assert } from 'node:assert'
import { after, before, describe, test } from 'node:test'
import { Api } from './support/api.mjs'
import { accessibilityFaults, launchBrowser, openPage } from './support/browser.mjs'
import { Stack } from './support/stack.mjs'

/** The browser reports each refusal of the server, which is what these tests are about. */
const withoutRefusals = (faults) => faults.filter((fault) => !fault.includes('status of 401'))

const enter = (page) => page.getByRole('button', { name: 'Continue as local admin' }).click()

/** Keeps the code that each socket of the page is closed with, as `window.closeCodes`. */
const noteCloseCodes = () => {
  window.closeCodes = []
  window.WebSocket = class extends WebSocket {
    constructor(...where) {
      super(...where)
      this.addEventListener('close', ({ code }) => window.closeCodes.push(code))
    }
  }
}

describe('the door', { concurrency: false }, () => {
  let stack
  let browser
  let campaignPath

  const openAsStranger = () => openPage(browser, { url: stack.url, headers: null })

  before(async () => {
    stack = await Stack.start()
    browser = await launchBrowser()
    const id = await new Api(stack).createCampaign('Behind the door', 10)
    campaignPath = `/campaigns/${encodeURIComponent(id)}`
  })

  after(async () => {
    await browser?.close()
    await stack?.stop()
  })

  test('a stranger signs in, works, signs out by keyboard, and is a stranger again', async () => {
    const { page, faults, close } = await openAsStranger()
    await page.goto(campaignPath)
    await page.waitForURL((url) => url.pathname === '/sign-in')
    assert.equal(new URL(page.url()).searchParams.get('return_to'), campaignPath)
    assert.equal(await page.getByText('Behind the door').count(), 0)
    await enter(page)

    await page.getByRole('heading', { name: 'Behind the door' }).waitFor()
    assert.equal(new URL(page.url()).pathname, campaignPath)
    await page.getByText('Live', { exact: true }).waitFor()
    await page.getByText('Local admin', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Sign out' }).focus()
    await page.keyboard.press('Enter')

    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await page.goto(campaignPath)
    await page.waitForURL((url) => url.pathname === '/sign-in')
    await page.getByRole('button', { name: 'Continue as local admin' }).waitFor()
    assert.equal(await page.getByText('Behind the door').count(), 0)
    assert.deepEqual(withoutRefusals(faults), [])
    await close()
  })

  test('an open page notices the sign-out in another tab, and goes on after signing in', async () => {
    const { page, context, faults, close } = await openAsStranger()
    await page.addInitScript(noteCloseCodes)
    await page.goto(campaignPath)
    await enter(page)
    await page.getByText('Live', { exact: true }).waitFor()
    await page.getByRole('textbox', { name: 'Messages per second' }).fill('25')

    const other = await context.newPage()
    await other.goto('/')
    await other.getByRole('button', { name: 'Sign out' }).click()
    await other.getByRole('heading', { name: 'Sign in' }).waitFor()

    const dialog = page.getByRole('dialog', { name: 'You were signed out' })
    await dialog.waitFor()
    assert.deepEqual(await page.evaluate(() => window.closeCodes), [4401])
    assert.deepEqual(await accessibilityFaults(page), [])
    const opened = context.waitForEvent('page')
    await dialog.getByRole('link', { name: 'Sign in again' }).click()
    const tab = await opened
    await enter(tab)
    await tab.getByRole('heading', { name: 'Behind the door' }).waitFor()
    await tab.close()

    await page.bringToFront()
    await page.evaluate(() => window.dispatchEvent(new Event('focus')))
    await dialog.waitFor({ state: 'detached' })
    await page.getByText('Live', { exact: true }).waitFor()
    assert.equal(
      await page.getByRole('textbox', { name: 'Messages per second' }).inputValue(),
      '25',
    )
    await page.getByRole('button', { name: 'Change rate' }).click()
    await page.getByRole('button', { name: 'Change rate', disabled: true }).waitFor()
    assert.deepEqual(withoutRefusals(faults), [])
    await close()
  })

  test('the playground leads a stranger through the sign-in page and back', async () => {
    const { page, close } = await openAsStranger()
    await page.goto('/playground?example=viewer')
    await page.waitForURL((url) => url.pathname === '/sign-in')
    await enter(page)
    await page.waitForURL((url) => url.pathname === '/playground')
    await page.locator('.graphiql-query-editor .view-line').first().waitFor()
    await page.getByRole('button', { name: /^Execute query/ }).click()
    await page
      .locator('.graphiql-response .view-lines')
      .filter({ hasText: 'Local admin' })
      .waitFor()
    await close()
  })
})
