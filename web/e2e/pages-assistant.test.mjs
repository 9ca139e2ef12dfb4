// What the assistant adds to the pages, all of it open: nothing that WCAG 2.2 AA
// forbids, no scrolling sideways, no complaint in the console, no request elsewhere.
import { after, before, describe, test } from 'node:test'
import { Api } from './support/api.mjs'
import { launchBrowser } from './support/browser.mjs'
import { until } from './support/programs.mjs'
import { loadRegulars } from './support/regulars.mjs'
import { Stack } from './support/stack.mjs'
import { at, describeLook, fewLooks, looks, openTour, openWork } from './support/tour.mjs'

/** Doubtful, with a word that is not understood and something taken for granted. */
const DOUBTFUL = 'women in Mumbai who spent over 5K and haven’t shopped in 6 months'

describe('every page with what the assistant suggests', { concurrency: false }, () => {
  let stack
  let browser
  const ids = {}

  before(async () => {
    stack = await Stack.start()
    browser = await launchBrowser()
    const api = new Api(stack)
    await loadRegulars(api)
    ids.segment = await api.createSegment('Tagged', { tag: { has: 'vip' } })
    for (const name of ['First', 'Second', 'Third']) {
      await api.launch(await api.createCampaign(name, 1_000), 'COMPLETED')
    }
    // So that there is something that stands out.
    await stack.setVendor({ successRate: 0.5 })
    ids.finished = await api.createCampaign('Come back for Diwali', 1_000)
    await api.launch(ids.finished, 'COMPLETED')
    ids.draft = await api.createCampaign('Welcome to the club', 10)
    const { customers } = await api.ask('{ customers(first: 1, sort: SPEND) { nodes { id } } }')
    ids.customer = customers.nodes[0].id
    await api.ask(`query ($text: String!) { segmentRuleFromText(text: $text) { count } }`, {
      text: DOUBTFUL,
    })
    await until('tiers are told apart', async () => {
      const query = '{ segmentPreview(rule: { tier: AT_RISK }) { count } }'
      return (await api.ask(query)).segmentPreview.count > 0
    })
  })

  after(async () => {
    await browser?.close()
    await stack?.stop()
  })

  for (const style of looks) {
    test(`is fit to be used, ${describeLook(style)}`, async () => {
      const { page, visit, look, end } = await openTour(browser, stack, style)
      await page.goto(at('campaigns', ids.finished))
      await page.getByText('What stands out').waitFor()
      await look('a campaign with its summary and suggested tags')
      await visit('/campaigns?tag=seasonal', 'Come back for Diwali')
      await visit('/customers?sort=SPEND', 'Champion')
      await visit(at('customers', ids.customer), 'Where they stand')
      await visit('/settings/assistant', DOUBTFUL)
      await end()
    })
  }

  for (const style of fewLooks) {
    test(`is fit to be used while one takes what is suggested, ${describeLook(style)}`, async () => {
      const { page, look, press, end } = await openWork(browser, stack, style)
      const group = (name) => page.getByRole('group', { name }).first()
      await page.goto('/segments/new')
      await page.getByLabel('Describe whom you mean').fill(DOUBTFUL)
      await page.keyboard.press('Enter')
      await group(/^Suggested for /).waitFor()
      await look('a suggested rule')
      await press('Use this rule')
      await page.getByTestId('total').waitFor()
      await look('a suggested rule in the builder')
      await page.getByLabel('Describe whom you mean').fill('customers who like jazz')
      await press('Suggest a rule')
      await page.getByText('No rule could be read from this.').waitFor()
      await look('a description of which nothing is understood')

      await page.goto(at('segments', ids.segment))
      await press('Find a lookalike audience')
      await page.getByText('What sets them apart').waitFor()
      await look('a lookalike audience')
      await press('Save as a segment')
      const saved = page.getByRole('status', { name: 'The new segment' })
      await saved.waitFor()
      await look('a lookalike audience that is saved')
      await saved.getByRole('button', { name: 'Undo' }).click()
      await page.getByRole('button', { name: 'Save as a segment' }).waitFor()
      await page.getByText('How much alike', { exact: true }).click()
      await page.getByRole('slider', { name: 'How much alike at least' }).waitFor()
      await look('a lookalike audience by similarity')

      await page.goto(`/campaigns/new?${new URLSearchParams({ rule: '{"everyone":true}' })}`)
      await press('When to send')
      await page.getByRole('grid').waitFor()
      await look('a time to send')
      await press('Suggest messages')
      await page.getByLabel('What the message is to achieve').fill('bring them back with 10% off')
      await press('Suggest')
      await page.getByText(/^[23] messages suggested$/).waitFor()
      await look('suggested messages')
      await page.getByRole('button', { name: 'Use this message' }).first().click()
      await page.getByRole('button', { name: 'Put back what was there' }).waitFor()
      await page.getByRole('status', { name: 'Who gets it' }).waitFor()
      await look('a suggested message that is taken')

      await page.goto(at('campaigns', ids.draft))
      await press('When to send')
      await page.getByRole('grid').waitFor()
      await look('a time to send a draft')
      await press('Edit tags')
      await page.getByLabel('Tags').and(page.locator('input')).waitFor()
      await look('tags that are changed')
      const nobody = JSON.stringify({ city: { eq: 'Delhi' } })
      await page.goto(`/campaigns/new?${new URLSearchParams({ rule: nobody })}`)
      await press('When to send')
      await page.getByText('There is not enough to go by yet').waitFor()
      await look('too little to say when to send')
      await end()
    })
  }
})
