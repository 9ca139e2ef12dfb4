// Campaigns on screen while they run: every page that shows one moves by
// itself, and stands at the truth in the end, whatever happens to the server.
// The tests build on each other, in this order.
import { strict as assert } from 'node:assert'
import { after, before, describe, test } from 'node:test'
import { Api } from './support/api.mjs'
import { accessibilityFaults, launchBrowser, openPage } from './support/browser.mjs'
import { until } from './support/programs.mjs'
import { asNumber, assertShowsTotals, figuresOn, record, recordedOn } from './support/screen.mjs'
import { Stack } from './support/stack.mjs'

const CUSTOMERS = 600
const DONE_WITHIN_MS = 60_000

const launch = async (page) => {
  await page.getByRole('button', { name: 'Launch' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Launch' }).click()
}

/** A promise that others keep. */
function withResolvers() {
  let resolve
  const promise = new Promise((keep) => (resolve = keep))
  return { promise, resolve }
}

const asksForCampaign = (request) => request.postData()?.includes('query CampaignPage')

const pathOf = (id) => `/campaigns/${encodeURIComponent(id)}`

describe('a campaign on screen', { concurrency: false }, () => {
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

  test('the history learns of a new campaign by itself', async () => {
    await api.loadCustomers(CUSTOMERS)
    const { page, faults, close } = await openPage(browser, stack)
    await page.goto('/campaigns')
    await page.getByText('No campaigns yet').waitFor()
    await page.getByText('Live', { exact: true }).waitFor()
    campaigns.first = await api.createCampaign('Diwali, 10% off', 120)
    await page.getByRole('link', { name: 'Diwali, 10% off' }).waitFor()
    assert.deepEqual(faults, [])
    await close()
  })

  test('a launched campaign moves to its end without a reload', async () => {
    const detail = await openPage(browser, stack)
    const list = await openPage(browser, stack)
    await list.page.goto('/campaigns')
    await list.page.getByRole('listitem').getByText('Draft').waitFor()
    await list.page.evaluate(record, 'li dl div:nth-child(3) dd')

    const { page } = detail
    await page.goto(pathOf(campaigns.first))
    await page.getByText('Draft', { exact: true }).waitFor()
    await page.evaluate(record, '#progress')
    await launch(page)
    await page.getByText('Completed').waitFor({ timeout: DONE_WITHIN_MS })

    assert.equal((await recordedOn(page)).at(-1), '100% done')
    const totals = await api.totals(campaigns.first)
    assert.equal(totals.audience, CUSTOMERS)
    assert.equal(totals.unaccounted, 0)
    assert.equal(await page.title(), 'Diwali, 10% off · Xeno')
    await assertShowsTotals(page, totals)

    await list.page.getByRole('listitem').getByText('Completed').waitFor()
    assert.equal(asNumber((await recordedOn(list.page)).at(-1)), totals.delivered)

    assert.deepEqual([...detail.faults, ...list.faults], [])
    await detail.close()
    await list.close()
  })

  test('a campaign is paused, changed, resumed and cancelled from its page', async () => {
    campaigns.second = await api.createCampaign('Win back', 20)
    const { page, faults, close } = await openPage(browser, stack)
    const press = (name) => page.getByRole('button', { name }).click()
    await page.goto(pathOf(campaigns.second))
    await launch(page)
    await page.getByText('Running', { exact: true }).waitFor()
    await press('Pause')
    await page.getByText('Paused', { exact: true }).waitFor()
    assert.deepEqual(await accessibilityFaults(page), [])

    await page.getByRole('textbox', { name: 'Messages per second' }).fill('30')
    await press('Change rate')
    await until('the rate is saved', async () => {
      const query = 'query ($id: ID!) { campaign(id: $id) { ratePerSecond } }'
      const { campaign } = await api.ask(query, { id: campaigns.second })
      return campaign.ratePerSecond === 30
    })
    await press('Resume')
    await page.getByText('Running', { exact: true }).waitFor()
    await press('Cancel campaign')
    const dialog = page.getByRole('dialog')
    await dialog.waitFor()
    assert.deepEqual(await accessibilityFaults(page), [])
    await dialog.getByRole('button', { name: 'Cancel campaign' }).click()
    await page.getByText('Cancelled', { exact: true }).waitFor()
    assert.deepEqual(faults, [])
    await close()
  })

  test('a killed server takes nothing off the screen, and every page ends at the true totals', async () => {
    campaigns.third = await api.createCampaign('After the storm', 25)
    const { page, context, close } = await openPage(browser, stack)
    await page.goto(pathOf(campaigns.third))
    const history = await context.newPage()
    await history.goto('/campaigns')
    const dashboard = await context.newPage()
    await dashboard.goto('/')
    const pages = [page, history, dashboard]
    const all = (look) => Promise.all(pages.map(look))
    await all((one) => one.getByText('Live', { exact: true }).waitFor())
    await all((one) => one.evaluate(() => (window.since = 'before the storm')))

    const storm = withResolvers()
    await page.route('**/graphql', async (route) => {
      if (asksForCampaign(route.request())) await storm.promise
      await route.continue()
    })
    const asked = page.waitForRequest(asksForCampaign)
    await launch(page)
    await until('some are delivered', async () => {
      const { Delivered } = await figuresOn(page)
      return Delivered && asNumber(Delivered) > 0
    })
    const rate = page.getByRole('textbox', { name: 'Messages per second' })
    const filter = page.getByRole('combobox', { name: 'Show people by status' })
    await rate.fill('77')
    await filter.selectOption('DELIVERED')
    await asked
    const failed = page.waitForEvent('requestfailed', asksForCampaign)
    await stack.killServer()
    storm.resolve()
    await failed
    await all((one) => one.getByText('Reconnecting', { exact: true }).waitFor())
    await stack.startServer()
    await all((one) => one.getByText('Live', { exact: true }).waitFor())
    assert.equal(await rate.inputValue(), '77')
    assert.equal(await filter.inputValue(), 'DELIVERED')

    await page.getByText('Completed').waitFor({ timeout: DONE_WITHIN_MS })
    const totals = await api.totals(campaigns.third)
    await assertShowsTotals(page, totals)
    const isTrueIn = (one) => async () => {
      const row = one.getByRole('listitem').filter({ hasText: 'After the storm' })
      if (!(await row.getByText('Completed').count())) return false
      const { Audience, Sent, Delivered, Failed } = await figuresOn(row)
      assert.deepEqual([Audience, Sent, Delivered, Failed].map(asNumber), [
        totals.audience,
        totals.accepted,
        totals.delivered,
        totals.failed,
      ])
      return true
    }
    await until('the history has the end', isTrueIn(history))
    await until('the dashboard has the end', isTrueIn(dashboard))
    const standing = dashboard.getByRole('region', { name: 'Messages' })
    const { messages } = (await api.ask('{ dashboard { messages { audience delivered } } }'))
      .dashboard
    await until('the dashboard adds up', async () => {
      const { Delivered } = await figuresOn(standing)
      return asNumber(Delivered) === messages.delivered
    })
    const kept = await all((one) => one.evaluate(() => window.since))
    assert.deepEqual(kept, Array(3).fill('before the storm'))
    await close()
  })
})
