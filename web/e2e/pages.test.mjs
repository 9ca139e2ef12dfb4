// Every page in every state that one can bring it into, light and dark, on a
// desk and on a phone: nothing that WCAG 2.2 AA forbids, no scrolling sideways,
// no complaint in the console, no request elsewhere.
import { after, before, describe, test } from 'node:test'
import { Api } from './support/api.mjs'
import { launchBrowser, NARROW } from './support/browser.mjs'
import { until } from './support/programs.mjs'
import { Stack } from './support/stack.mjs'
import { at, describeLook, fewLooks, looks, openTour, openWork } from './support/tour.mjs'

const CUSTOMERS = 300
const DAY_MS = 86_400_000
const LONG = 'Donaudampfschifffahrtsgesellschaftskapitänswitwenrentenauszahlung'

/** One condition of each kind of value, in groups. */
const everyInput = (segment) => ({
  any: [
    { segment },
    {
      all: [
        { spend: { between: { from: '100', to: '100000' } } },
        { visits: { lt: 3 } },
        { lastOrderAt: { notWithinLast: { days: 90 } } },
        { createdAt: { after: '2020-01-01T00:00:00Z' } },
        { city: { in: ['Pune', LONG] } },
        { tag: { hasAny: ['vip'] } },
        { not: { any: [{ consent: 'WITHDRAWN' }, { email: { isMissing: true } }] } },
      ],
    },
    { attribute: { name: 'tier', text: { eq: 'gold' } } },
    { tier: 'AT_RISK' },
    { churnRisk: 'HIGH' },
    {
      orders: {
        where: { amount: { gt: '100' }, status: ['COMPLETED'] },
        count: { gte: 1 },
        total: { gt: '100' },
      },
    },
  ],
})

/** Answers every operation but that of who is signed in as a server would that cannot reach its database. */
async function refuseEverything(page) {
  await page.route('**/graphql', (route) =>
    route.request().postDataJSON().operationName === 'Viewer'
      ? route.fallback()
      : route.fulfill({
          json: { errors: [{ message: 'No database.', extensions: { code: 'INTERNAL' } }] },
        }),
  )
}

describe('every page', { concurrency: false }, () => {
  let stack
  let browser
  let api

  before(async () => {
    stack = await Stack.start()
    browser = await launchBrowser()
    api = new Api(stack)
  })

  after(async () => {
    await browser?.close()
    await stack?.stop()
  })

  const open = (look, who = stack) => openTour(browser, who, look)
  const work = (look) => openWork(browser, stack, look)

  describe('of an empty workspace', () => {
    for (const look of looks) {
      test(`is fit to be used, ${describeLook(look)}`, async () => {
        const { visit, end } = await open(look)
        await visit('/', 'There are no customers yet')
        await visit('/campaigns', 'No campaigns yet')
        await visit('/segments', 'No segments yet')
        await visit('/customers', 'No customers yet')
        await visit('/settings/keys', 'No keys yet')
        await visit('/settings/people', 'Nobody has signed in yet')
        await visit('/settings/dead-letters', 'No dead letters')
        await visit('/settings/assistant', 'The assistant was not asked yet')
        await end()
      })
    }
  })

  describe('for a stranger', () => {
    for (const look of looks) {
      test(`is fit to be used, ${describeLook(look)}`, async () => {
        const { visit, end } = await open(look, { url: stack.url, headers: null })
        await visit('/sign-in?problem=DENIED', 'You are not signed in')
        await end()
      })
    }
  })

  describe('of a workspace in use', () => {
    const ids = {}

    before(async () => {
      await api.loadCustomers(CUSTOMERS, (index) => ({
        ...(index === 0 && { name: LONG, email: `${LONG.slice(0, 40)}@example.com` }),
        visits: index % 5,
        tags: index % 2 ? ['vip', 'diwali'] : [],
        attributes: { tier: 'gold', points: index },
      }))
      await api.loadOrders(
        Array.from({ length: CUSTOMERS }, (_, index) => ({
          customer: index % 200,
          amount: String(500 + index * 100),
          placedAt: new Date(Date.now() - (index % 120) * DAY_MS).toISOString(),
        })),
      )
      ids.segment = await api.createSegment('Big spenders', { spend: { gt: '10000' } })
      ids.other = await api.createSegment(LONG, { not: { segment: ids.segment } })
      ids.finished = await api.createCampaign('Diwali, 10% off', 1_000)
      await api.launch(ids.finished, 'COMPLETED')
      ids.paused = await api.createCampaign('Win back', 1)
      await api.launch(ids.paused, 'RUNNING')
      await api.pause(ids.paused)
      ids.draft = await api.createCampaign(LONG, 10)
      const { customers } = await api.ask(
        '{ customers(first: 1, search: "Donau") { nodes { id } } }',
      )
      ids.customer = customers.nodes[0].id
      await api.createKey('Nightly import')
      await api.ask(
        'mutation { personInvite(input: {email: "ravi@example.com", role: VIEWER}) { userErrors { message } } }',
      )
      await stack.sql(
        `INSERT INTO users (issuer, subject, email, name, role)
         VALUES ('https://id.example', 'asha', 'asha@example.com', 'Asha Rao', 'MARKETER')`,
      )
      await api.ask(
        `mutation { receiptsRecord(input: {receipts: [
           {key: "nobody", status: DELIVERED, occurredAt: "2026-01-01T00:00:00Z"}
         ]}) { acceptedCount } }`,
      )
      await until('there is a dead letter', async () => {
        const { deadLetters } = await api.ask('{ deadLetters(first: 1) { nodes { id } } }')
        return deadLetters.nodes.length > 0
      })
    })

    for (const style of looks) {
      const name = describeLook(style)

      test(`is fit to be used, ${name}`, async () => {
        const { visit, end } = await open(style)
        await visit('/', 'Revenue by')
        await visit('/campaigns', 'Diwali, 10% off')
        await visit('/campaigns?search=nothing', 'No campaign is like that')
        await visit(at('campaigns', ids.finished), 'Why messages did not arrive')
        await visit(at('campaigns', ids.draft), 'Edit the draft')
        await visit(`${at('campaigns', ids.finished)}/edit`, 'This campaign is launched')
        await visit('/segments', 'Big spenders')
        await visit(at('segments', ids.segment), 'Some of them')
        await visit('/segments/new?rule=nonsense', 'Start from')
        await visit('/customers', 'Pune')
        await visit('/customers?search=nothing', 'Nobody goes by')
        await visit('/settings/people', 'Asha Rao')
        await visit('/settings/audit', 'Who did what to what')
        await visit('/settings/assistant', 'What the assistant was asked')
        await visit('/settings/nothing', 'There is no such page')
        await visit('/nowhere', 'There is no such page')
        await visit('/campaigns/none', 'There is no such campaign')
        await visit('/segments/none', 'There is no such segment')
        await visit('/customers/none', 'There is no such customer')
        await end()
      })
    }

    for (const style of fewLooks) {
      const name = describeLook(style)

      test(`is fit to be used while one writes and sends, ${name}`, async () => {
        const { page, visit, look, press, inDialog, end } = await work(style)
        await visit(`${at('campaigns', ids.draft)}/edit`, 'can be reached')
        await page.keyboard.press('Control+K')
        await page.getByLabel('Go to', { exact: true }).fill('Diw')
        await page.getByRole('dialog').getByText('Diwali, 10% off').waitFor()
        await look('the palette')
        await page.keyboard.press('Escape')
        await page.getByLabel('Go to', { exact: true }).waitFor({ state: 'detached' })
        if (style.viewport === NARROW) {
          await press('Open the menu')
          await look('the menu on a phone')
          await press('Close the menu')
        }
        await press('Insert a variable')
        await look('the variables')
        await page.keyboard.press('Escape')
        const message = page.getByRole('textbox', { name: 'Message', exact: true })
        await message.fill('Hi {{ nam }}')
        await page.getByText('The message has a mistake').waitFor()
        await look('a mistake in the message')
        await message.fill('Hi {{ city }}')
        await page.getByRole('status', { name: 'Who gets it' }).waitFor()
        await inDialog('Launch…')
        await page.getByLabel('A saved segment').click()
        await page.getByRole('combobox', { name: 'Segment' }).click()
        await page.getByRole('option', { name: 'Big spenders' }).waitFor()
        await look('the segments to choose from')
        await page.keyboard.press('Escape')
        await page.getByRole('textbox', { name: 'Name', exact: true }).fill('')
        await press('Launch…')
        await look('the composer with what is missing')

        await visit(at('campaigns', ids.paused), 'Paused')
        await inDialog('Cancel campaign')
        await page.goto(at('campaigns', ids.finished))
        await page.getByText('Show the numbers as a table').click()
        await look('the numbers as a table')
        await inDialog('Retry failed')
        await end()
      })

      test(`is fit to be used while one draws a segment, ${name}`, async () => {
        const { page, visit, look, press, inDialog, closeDialog, end } = await work(style)
        const rule = JSON.stringify(JSON.stringify(everyInput(ids.segment)))
        await page.goto(`/segments/new?rule=${encodeURIComponent(rule)}`)
        await page.getByTestId('total').waitFor()
        await look('a rule with every input')
        await page.getByRole('combobox', { name: 'Segment of condition 1', exact: true }).click()
        await page.getByRole('option', { name: 'Big spenders' }).waitFor()
        await look('the segments of a rule')
        await page.keyboard.press('Escape')
        await page.getByRole('combobox', { name: 'Value of condition 2.6', exact: true }).click()
        await page.getByRole('listbox').waitFor()
        await look('values to choose from')
        await page.keyboard.press('Escape')
        await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Everything')
        await press('Mute condition 2.2')
        await press('Mute group 2.7')
        await look('muted')
        await inDialog('Save')
        await press('Add a condition to the rule')
        await press('Save')
        await page.getByRole('alert').first().waitFor()
        await look('an unfinished rule that was to be saved')
        await page.getByRole('link', { name: 'Xeno, home' }).click()
        await page.getByRole('dialog').waitFor()
        await look('what is not saved')
        await closeDialog()
        await page.getByRole('textbox', { name: 'Name', exact: true }).waitFor()

        await visit(at('segments', ids.other), 'Some of them')
        await inDialog('Delete')
        await page.goto(at('segments', ids.segment))
        await inDialog('Delete')
        await visit(at('customers', ids.customer), LONG)
        await press('Why: Big spenders')
        await page.getByRole('searchbox').fill('Donau')
        await press(`Why: ${LONG}`)
        await page
          .getByText('In this segment', { exact: true })
          .or(page.getByText('Not in this segment'))
          .nth(1)
          .waitFor()
        await look('why, and why not')
        await end()
      })

      test(`is fit to be used while one imports, ${name}`, async () => {
        const { page, visit, look, press, end } = await work(style)
        const give = (text) =>
          page
            .getByLabel('File to import')
            .setInputFiles({ name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(text) })
        await visit('/import', 'Drop a CSV or NDJSON file here')
        await give('id,name\n')
        await page.getByText('This cannot be imported').waitFor()
        await look('a file without a row')
        await give(`id,name,visits,${LONG}\ncust-1,Customer 1,1,x\ncust-2,,often,${LONG}\n`)
        await page.getByText('1 of the first 2 rows will be rejected').waitFor()
        await look('the columns')
        await page.getByLabel('id becomes', { exact: true }).selectOption('Left out')
        await page.getByText('Something every row needs has no column').waitFor()
        await look('columns without an id')
        await page.getByLabel('id becomes', { exact: true }).selectOption('externalId')
        await press('Import customers')
        await page.getByRole('img', { name: /^Done\. 1 of 2 rows/ }).waitFor()
        await look('an import that is done')
        await end()
      })

      test(`is fit to be used while one administers, ${name}`, async () => {
        const { page, visit, look, press, inDialog, closeDialog, end } = await work(style)
        await visit('/settings/keys', 'Nightly import')
        await inDialog('Revoke Nightly import')
        await press('Create a key')
        await page.getByRole('dialog').waitFor()
        await look('a new key')
        await press('Create the key')
        await page.getByRole('dialog').locator('[aria-invalid="true"]').first().waitFor()
        await look('a key without a name')
        await page.getByLabel('Name').fill(`Made on a page, ${name}`)
        await page.getByRole('checkbox').first().check()
        await press('Create the key')
        await page.getByText('Copy it now').waitFor()
        await look('a key that is made')
        await press('I have it')

        await visit('/settings/people', 'Asha Rao')
        await page.getByLabel('E-mail address').fill('nowhere')
        await press('Invite')
        await page.locator('[aria-invalid="true"]').waitFor()
        await look('an address that is none')
        await page.getByLabel('Role of Asha Rao').selectOption('Not let in')
        await page.getByRole('dialog').waitFor()
        await look('somebody to be shut out')
        await closeDialog()
        await visit('/settings/audit', 'Who did what to what')
        await page.getByLabel('From').fill('2026-02-01')
        await page.getByLabel('To').fill('2026-01-01')
        await page.getByText('This is before the first day.').waitFor()
        await look('days in the wrong order')
        await visit('/settings/dead-letters', 'Show the row')
        await page.getByText('Show the row').first().click()
        await page.getByLabel('Select all of these').check()
        await look('selected rows')
        await inDialog('Discard selected')
        await end()
      })

      test(`is fit to be used while the server is in trouble, ${name}`, async () => {
        const { page, visit, end } = await work(style)
        await refuseEverything(page)
        await visit('/', 'The figures could not be loaded')
        await visit(at('campaigns', ids.finished), 'The campaign could not be loaded')
        await visit(
          `/campaigns/new?${new URLSearchParams({ rule: '{"everyone":true}' })}`,
          'The audience could not be counted',
        )
        await visit('/segments/new', 'The rule builder could not be loaded')
        await visit('/customers', 'could not be loaded')
        await visit('/settings/keys', 'The keys could not be loaded')
        await end()
      })
    }
  })
})
