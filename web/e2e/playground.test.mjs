// The playground in a real browser: it asks, follows, completes and explains.
import { strict as assert } from 'node:assert'
import { after, before, describe, test } from 'node:test'
import { Api } from './support/api.mjs'
import { launchBrowser, openPage } from './support/browser.mjs'
import { Stack } from './support/stack.mjs'

describe('the playground', { concurrency: false }, () => {
  let stack
  let browser

  before(async () => {
    stack = await Stack.start()
    browser = await launchBrowser()
  })

  after(async () => {
    await browser?.close()
    await stack?.stop()
  })

  test('it runs a query and a subscription', async () => {
    const campaign = await new Api(stack).createCampaign('Diwali, 10% off', 10)
    const { page, faults, close } = await openPage(browser, stack)
    const run = () => page.getByRole('button', { name: /^Execute query/ }).click()
    const response = page.locator('.graphiql-response .view-lines')
    const answers = (text) => response.filter({ hasText: text }).waitFor()

    await page.goto('/playground?example=viewer')
    await page.locator('.graphiql-query-editor .view-line').first().waitFor()
    await run()
    await answers('Asia/Kolkata')

    await page.getByRole('button', { name: 'Follow one campaign' }).click()
    await page.getByText('PASTE_AN_ID_HERE').dblclick()
    await page.keyboard.type(campaign)
    await run()
    await answers('"DRAFT"')
    await page.getByRole('button', { name: /^Stop query/ }).click()

    assert.deepEqual(faults, [])
    await close()
  })

  test('it completes names from the schema and shows its documentation', async () => {
    const { page, faults, close } = await openPage(browser, stack)
    await page.goto('/playground')
    await page.getByRole('button', { name: 'Show Documentation Explorer' }).click()
    await page.locator('.graphiql-doc-explorer').getByText('Query').first().waitFor()
    await page.locator('.graphiql-query-editor .view-lines').click()
    await page.keyboard.press('Control+A')
    await page.keyboard.type('{ campai')
    await page.keyboard.press('Control+Space')
    await page.locator('.suggest-widget').getByText('campaigns').first().waitFor()
    assert.deepEqual(faults, [])
    await close()
  })
})
