// The client in a real browser against the real server, from an empty database
// to finished campaigns. The tests build on each other, in this order.
import { strict as assert } from 'node:assert'
import { after, before, describe, test } from 'node:test'
import { Api } from './support/api.mjs'
import { accessibilityFaults, launchBrowser, NARROW, openPage, WIDE } from './support/browser.mjs'
import { until } from './support/programs.mjs'
import { Stack } from './support/stack.mjs'

const CUSTOMERS = 600
const DONE_WITHIN_MS = 60_000

/** Records each new text of `selector` from now on, as `window.seen`. */
const record = (selector) => {
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

const asNumber = (text) => Number(text.replaceAll(',', ''))

/** The figures on a campaign's page by their labels. */
async function figuresOn(page) {
  const pairs = await page
    .locator('dl > div')
    .evaluateAll((figures) =>
      figures.map((figure) => [
        figure.querySelector('dt').textContent,
        figure.querySelector('dd').textContent,
      ]),
    )
  return Object.fromEntries(pairs)
}

/** That the page shows what the server counts. */
async function assertShowsTotals(page, totals) {
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

describe('the client', { concurrency: false }, () => {
  let stack
  let browser
  let api
  const campaigns = {}

  before(async () => {
    stack = await Stack.start()
    browser = await launchBrowser()
    api = new Api(stack)
  })

  after(async () => {
    await browser?.close()
    await stack?.stop()
  })

  test('an empty workspace says what to do next', async () => {
    const { page, faults, close } = await openPage(browser, stack)
    await page.goto('/')
    await page.getByText('No campaigns yet').waitFor()
    assert.deepEqual(await accessibilityFaults(page), [])
    assert.deepEqual(faults, [])
    await close()
  })

  test('the list learns of a new campaign by itself', async () => {
    await api.loadCustomers(CUSTOMERS)
    const { page, faults, close } = await openPage(browser, stack)
    await page.goto('/')
    await page.getByText('No campaigns yet').waitFor()
    await page.getByText('Live', { exact: true }).waitFor()
    campaigns.first = await api.createCampaign('Diwali, 10% off', 120)
    await page.getByRole('link', { name: 'Diwali, 10% off' }).waitFor()
    assert.deepEqual(faults, [])
    await close()
  })

  test('the playground runs a query and a subscription', async () => {
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
    await page.keyboard.type(campaigns.first)
    await run()
    await answers('"DRAFT"')
    await page.getByRole('button', { name: /^Stop query/ }).click()

    assert.deepEqual(faults, [])
    await close()
  })

  test('the playground completes names from the schema and shows its documentation', async () => {
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

  test('a launched campaign moves to its end without a reload', async () => {
    const detail = await openPage(browser, stack)
    const list = await openPage(browser, stack)
    await list.page.goto('/')
    await list.page.getByText('Draft').waitFor()
    await list.page.evaluate(record, 'li dl div:nth-child(3) dd')

    const { page } = detail
    await page.goto(`/campaigns/${encodeURIComponent(campaigns.first)}`)
    await page.getByText('Draft').waitFor()
    await page.evaluate(record, '#progress')
    await page.getByRole('button', { name: 'Launch' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Launch' }).click()
    await page.getByText('Completed').waitFor({ timeout: DONE_WITHIN_MS })

    const seen = await page.evaluate(() => window.seen)
    assert.ok(new Set(seen).size >= 3, `Progress showed only ${seen.join(', ')}`)
    assert.equal(seen.at(-1), '100% done')
    const totals = await api.totals(campaigns.first)
    assert.equal(totals.audience, CUSTOMERS)
    assert.equal(totals.unaccounted, 0)
    assert.equal(await page.title(), 'Diwali, 10% off · Xeno')
    await assertShowsTotals(page, totals)

    await list.page.getByText('Completed').waitFor()
    const delivered = await list.page.evaluate(() => window.seen)
    assert.ok(new Set(delivered).size >= 3, `The list showed only ${delivered.join(', ')}`)
    assert.equal(asNumber(delivered.at(-1)), totals.delivered)

    assert.deepEqual([...detail.faults, ...list.faults], [])
    await detail.close()
    await list.close()
  })

  test('a campaign is paused, changed, resumed and cancelled from its page', async () => {
    campaigns.second = await api.createCampaign('Win back', 20)
    const { page, faults, close } = await openPage(browser, stack)
    const press = (name) => page.getByRole('button', { name }).click()
    const confirm = (name) => page.getByRole('dialog').getByRole('button', { name }).click()
    await page.goto(`/campaigns/${encodeURIComponent(campaigns.second)}`)
    await press('Launch')
    await confirm('Launch')
    await page.getByText('Running', { exact: true }).waitFor()
    await press('Pause')
    await page.getByText('Paused', { exact: true }).waitFor()
    assert.deepEqual(await accessibilityFaults(page), [])

    await page.getByLabel('Messages per second').fill('30')
    await press('Change rate')
    await until('the rate is saved', async () => {
      const { campaign } = await api.ask(
        'query ($id: ID!) { campaign(id: $id) { ratePerSecond } }',
        {
          id: campaigns.second,
        },
      )
      return campaign.ratePerSecond === 30
    })
    await press('Resume')
    await page.getByText('Running', { exact: true }).waitFor()
    await press('Cancel campaign')
    await page.getByRole('dialog').waitFor()
    assert.deepEqual(await accessibilityFaults(page), [])
    await confirm('Cancel campaign')
    await page.getByText('Cancelled', { exact: true }).waitFor()
    assert.deepEqual(faults, [])
    await close()
  })

  test('a killed server is shown, and the page ends at the true totals', async () => {
    campaigns.third = await api.createCampaign('After the storm', 100)
    const { page, close } = await openPage(browser, stack)
    await page.goto(`/campaigns/${encodeURIComponent(campaigns.third)}`)
    await page.getByRole('button', { name: 'Launch' }).click()
    await page.getByRole('dialog').getByRole('button', { name: 'Launch' }).click()
    await until('some are delivered', async () => {
      const { Delivered } = await figuresOn(page)
      return Delivered && asNumber(Delivered) > 0
    })
    await stack.killServer()
    await page.getByText('Reconnecting').waitFor()
    await stack.startServer()
    await page.getByText('Live', { exact: true }).waitFor()
    await page.getByText('Completed').waitFor({ timeout: DONE_WITHIN_MS })
    await assertShowsTotals(page, await api.totals(campaigns.third))
    await close()
  })

  for (const colorScheme of ['light', 'dark']) {
    for (const viewport of [WIDE, NARROW]) {
      test(`every page is accessible, ${colorScheme}, ${viewport.width} pixels wide`, async () => {
        const { page, faults, close } = await openPage(browser, stack, {
          colorScheme,
          viewport,
        })
        const visit = async (path, text) => {
          await page.goto(path)
          await page.getByText(text).first().waitFor()
          assert.deepEqual(await accessibilityFaults(page), [], path)
          const tooWide = await page.evaluate(
            () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
          )
          assert.equal(tooWide, 0, `${path} scrolls sideways`)
        }
        await visit('/', 'Diwali, 10% off')
        await visit(
          `/campaigns/${encodeURIComponent(campaigns.first)}`,
          'Why messages did not arrive',
        )
        await visit('/campaigns/none', 'There is no such campaign')
        await visit('/nowhere', 'There is no such page')
        assert.deepEqual(faults, [])
        await close()
      })
    }
  }
})
