// A marketer's whole way in one browser, from the sign-in page to the CSV of a
// finished campaign: what each step shows is what the API says. The tests build
// on each other, in this order.
import { strict as assert } from 'node:assert'
import { readFile } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'
import { Api } from './support/api.mjs'
import { accessibilityFaults, launchBrowser, openPage } from './support/browser.mjs'
import { until } from './support/programs.mjs'
import {
  asNumber,
  assertAddress,
  assertShowsTotals,
  campaignNames,
  counted,
  countsOn,
  record,
  recordedOn,
  ruleInAddress,
} from './support/screen.mjs'
import { Stack } from './support/stack.mjs'

const PEOPLE = 240
const DONE_WITHIN_MS = 60_000
const DAY_MS = 86_400_000

/** "spend > ₹10,000 AND visits < 3 OR inactive 90 days" */
const WANTED = {
  any: [
    { all: [{ spend: { gt: '10000' } }, { visits: { lt: 3 } }] },
    { lastOrderAt: { notWithinLast: { days: 90 } } },
  ],
}

const range = (length) => Array.from({ length }, (_, index) => index)

/** A tenth has no phone, a sixth no city; the row of line 4 cannot be read. */
function customersFile() {
  const rows = range(PEOPLE).map((index) => {
    const phone = index % 10 === 9 ? '' : `+9198${String(index).padStart(8, '0')}`
    const city = index % 6 === 5 ? '' : 'Pune'
    return `C-${index},Person ${index} Rao,${phone},${city},${index % 5},granted,"vip; diwali"`
  })
  rows.splice(2, 0, 'C-bad,Person Bad,+919800000000,Pune,often,granted,')
  return ['Customer_ID,Full Name,Mobile,Town,Visits,Consent,Tags', ...rows, ''].join('\n')
}

/** Of four customers one never ordered, and one has not for long. */
function ordersFile() {
  const orders = range(PEOPLE).flatMap((index) => {
    const kind = index % 4
    if (kind === 0) return []
    const placed = new Date(Date.now() - (kind === 3 ? 120 : 10) * DAY_MS).toISOString()
    return `O-${index},C-${index},${kind === 2 ? 500 : 12_000.5},${placed.slice(0, 10)}`
  })
  return ['Order number,Customer,Order total,Order date', ...orders, ''].join('\n')
}

const withoutRefusals = (faults) => faults.filter((fault) => !fault.includes('status of 401'))

/** Counts the operations of a name that a page asks for; returns how to read the count. */
function countOperations(page, name) {
  let count = 0
  page.on('request', (request) => {
    if (new URL(request.url()).pathname !== '/graphql') return
    if (request.postDataJSON()?.operationName === name) count += 1
  })
  return () => count
}

/** Walks by the Tab key to what goes by a name, as who has no mouse would. */
async function walkTo(page, name) {
  const focused = () =>
    page.evaluate(() => {
      const { activeElement: it } = document
      return it.ariaLabel ?? it.labels?.[0]?.textContent ?? it.textContent
    })
  for (let step = 0; step < 150; step += 1) {
    await page.keyboard.press('Tab')
    if ((await focused()).replace(/\s*\*$/, '') === name) return
  }
  assert.fail(`The Tab key never comes to ${name}`)
}

/** "RECEIPT_MISSING" as "receipt missing". */
const words = (code) => code.toLowerCase().replaceAll('_', ' ')

/** Rows of a table in any order, as one may compare them. */
const inAnyOrder = (rows) => rows.map((row) => row.join(' ').toLowerCase()).toSorted()

describe('a marketer on their way', { concurrency: false }, () => {
  let stack
  let browser
  let api
  let opened
  let page
  let previews

  before(async () => {
    stack = await Stack.start()
    browser = await launchBrowser()
    api = new Api(stack)
    opened = await openPage(browser, { url: stack.url, headers: null })
    page = opened.page
    previews = countOperations(page, 'RulePreview')
  })

  after(async () => {
    await browser?.close()
    await stack?.stop()
  })

  const press = (name) => page.getByRole('button', { name, exact: true }).click()
  const goTo = (place) =>
    page
      .getByRole('navigation', { name: 'Main' })
      .getByRole('link', { name: place, exact: true })
      .click()
  const nothingWrong = () => assert.deepEqual(opened.faults.splice(0), [])
  const choose = (label, value) => page.getByLabel(label, { exact: true }).selectOption(value)
  const textIn = (label) => page.getByRole('textbox', { name: label, exact: true })
  const preview = async (rule) => {
    const { segmentPreview } = await api.ask(
      `query ($rule: RuleInput!) {
        segmentPreview(rule: $rule) { count reachable sentence nodes { path count } }
      }`,
      { rule },
    )
    return segmentPreview
  }
  /** That the screen says of the rule in the address what the API says of it. */
  const assertCountedAsByApi = async (rule, one = page) => {
    await assertAddress(one, rule)
    const said = await preview(rule)
    const shown = await countsOn(one)
    assert.equal(shown.total, said.count)
    assert.deepEqual(
      shown.nodes.filter((count) => count !== null),
      said.nodes.map(({ count }) => count),
    )
    await one.getByText(`Customers who match: ${said.sentence}`, { exact: true }).waitFor()
  }

  test('they sign in and are told where to begin', async () => {
    await page.goto('/')
    await press('Continue as local admin')
    await page.getByText('There are no customers yet').waitFor()
    await page.getByRole('link', { name: 'Import a file' }).click()
    await page.getByRole('heading', { name: 'Import', level: 1 }).waitFor()
    assert.deepEqual(withoutRefusals(opened.faults.splice(0)), [])
  })

  test('a chosen file of customers is understood, loaded, and its bad row given back', async () => {
    const file = { name: 'people.csv', mimeType: 'text/csv', buffer: Buffer.from(customersFile()) }
    await page.getByLabel('File to import').setInputFiles(file)
    const becomes = (column) => page.getByLabel(`${column} becomes`, { exact: true }).inputValue()
    await page.getByRole('heading', { name: 'people.csv' }).waitFor()
    assert.equal(await page.getByLabel('Its rows are').inputValue(), 'customers')
    const columns = ['Customer_ID', 'Full Name', 'Mobile', 'Town', 'Visits', 'Consent', 'Tags']
    assert.deepEqual(await Promise.all(columns.map(becomes)), [
      'externalId',
      'name',
      'phone',
      'city',
      'visits',
      'consent',
      'tags',
    ])
    await page.getByText('Person 0 Rao · Person 1 Rao').waitFor()
    await page.getByText(/^1 of the first \d+ rows will be rejected$/).waitFor()
    await press('Import customers')
    await page
      .getByRole('img', { name: `Done. ${PEOPLE} of ${PEOPLE + 1} rows are stored.` })
      .waitFor()

    const downloading = page.waitForEvent('download')
    await press('Download 1 rejected row')
    const download = await downloading
    assert.equal(download.suggestedFilename(), 'people.rejected.csv')
    const [header, row, ...others] = (await readFile(await download.path(), 'utf8'))
      .trim()
      .split('\n')
    assert.equal(
      header,
      'Customer_ID,Full Name,Mobile,Town,Visits,Consent,Tags,line,column,code,reason',
    )
    assert.match(row, /^C-bad,Person Bad,.*,4,visits,WRONG_TYPE,".*often.*not a whole number/)
    assert.deepEqual(others, [])
    nothingWrong()
  })

  test('a dropped file of orders is understood and loaded', async () => {
    await press('Import another file')
    const transfer = await page.evaluateHandle((text) => {
      const data = new DataTransfer()
      data.items.add(new File([text], 'orders.csv', { type: 'text/csv' }))
      return data
    }, ordersFile())
    const zone = page.getByText('Drop a CSV or NDJSON file here')
    await zone.dispatchEvent('dragenter', { dataTransfer: transfer })
    await page.getByText('Let it go here').dispatchEvent('drop', { dataTransfer: transfer })
    await page.getByRole('heading', { name: 'orders.csv' }).waitFor()
    assert.equal(await page.getByLabel('Its rows are').inputValue(), 'orders')
    await press('Import orders')
    const orders = (PEOPLE * 3) / 4
    await page.getByRole('img', { name: `Done. ${orders} of ${orders} rows are stored.` }).waitFor()
    const { dashboard } = await api.ask('{ dashboard { customers orders } }')
    assert.deepEqual(dashboard, { customers: PEOPLE, orders })
    nothingWrong()
  })

  test('the rule is built by mouse, and counted as the API counts it', async () => {
    await goTo('Segments')
    await page.getByText('No segments yet').waitFor()
    await page.getByRole('link', { name: 'New segment' }).click()
    await page.getByText('One condition is not finished yet').waitFor()

    await textIn('Value of condition 1').click()
    const asked = previews()
    await page.keyboard.type('10000')
    await counted(page)
    assert.equal(previews() - asked, 1, 'One burst of typing is one question')
    assert.equal(await textIn('Value of condition 1').inputValue(), '₹10,000')

    await choose('How the rule combines', 'or')
    await press('Add a condition to the rule')
    await choose('Field of condition 2', 'lastOrderAt')
    await choose('Comparison of condition 2', 'notWithinLast')
    await textIn('Value of condition 2, how long').fill('90')
    await press('Add a group to the rule')
    await choose('Field of condition 3.1', 'visits')
    await choose('Comparison of condition 3.1', 'lt')
    await textIn('Value of condition 3.1').fill('3')
    const [spend, visits, inactive] = [WANTED.any[0].all[0], WANTED.any[0].all[1], WANTED.any[1]]
    await assertAddress(page, { any: [spend, inactive, { all: [visits] }] })

    const handles = page.getByTitle('Drag to move')
    await handles.nth(0).dragTo(page.getByLabel('Field of condition 3.1', { exact: true }))
    await assertCountedAsByApi({ any: [inactive, { all: [visits, spend] }] })
    const { total } = await countsOn(page)
    assert.equal(total, (await preview(WANTED)).count)
    assert.ok(total > 0 && total < PEOPLE, 'The rule tells people apart')
    nothingWrong()
  })

  test('each change is undone and done again, copied and muted', async () => {
    const rule = ruleInAddress(page)
    const [inactive, { all }] = rule.any
    const [visits, spend] = all
    await press('Undo')
    await assertCountedAsByApi({ any: [spend, inactive, { all: [visits] }] })
    await press('Redo')
    await assertCountedAsByApi(rule)
    await press('Duplicate condition 2.1')
    await assertCountedAsByApi({ any: [inactive, { all: [visits, visits, spend] }] })
    await press('Mute condition 2.1')
    await assertCountedAsByApi({ any: [inactive, { all: [visits, spend] }] })
    await press('Mute group 2')
    await assertCountedAsByApi({ any: [inactive] })
    await page.keyboard.press('Control+Z')
    await page.keyboard.press('Control+Z')
    await page.keyboard.press('Control+Z')
    await assertCountedAsByApi(rule)
    nothingWrong()
  })

  test('whoever opens the address sees the same rule', async () => {
    const shared = await opened.context.newPage()
    await shared.goto(page.url())
    await assertCountedAsByApi(ruleInAddress(page), shared)
    assert.deepEqual(await countsOn(shared), await countsOn(page))
    assert.equal(await shared.getByLabel('Field of condition 2.2').inputValue(), 'spend')
    await shared.close()
  })

  test('what is not saved is not lost by going elsewhere', async () => {
    const dialog = page.getByRole('dialog', { name: 'Leave without saving?' })
    const rule = ruleInAddress(page)
    await goTo('Customers')
    await dialog.getByRole('button', { name: 'Keep editing' }).click()
    await dialog.waitFor({ state: 'detached' })
    assert.equal(new URL(page.url()).pathname, '/segments/new')
    assert.deepEqual(ruleInAddress(page), rule)

    const asked = page.waitForEvent('dialog')
    await page.close({ runBeforeUnload: true })
    const closing = await asked
    assert.equal(closing.type(), 'beforeunload')
    await closing.dismiss()

    await goTo('Customers')
    await dialog.getByRole('button', { name: 'Leave' }).click()
    await page.getByRole('heading', { name: 'Customers', level: 1 }).waitFor()
    nothingWrong()
  })

  test('the rule is built and saved by keyboard alone', async () => {
    const { keyboard } = page
    const pressOn = async (name) => {
      await walkTo(page, name)
      await keyboard.press('Enter')
    }
    /** Typing in a list goes to the choice that begins with it. */
    const say = async (name, text) => {
      await walkTo(page, name)
      await keyboard.type(text)
    }
    await keyboard.press('Control+K')
    await page.getByRole('dialog').getByLabel('Go to').waitFor()
    await keyboard.type('segm')
    await keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Segments', level: 1 }).waitFor()
    await pressOn('New segment')
    await page.getByLabel('Field of condition 1', { exact: true }).waitFor()
    await say('Name', 'Win back')
    await say('How the rule combines', 'Any')
    await say('Field of condition 1', 'Last order')
    await say('Comparison of condition 1', 'not')
    await walkTo(page, 'Value of condition 1, how long')
    await keyboard.press('Control+A')
    await keyboard.type('90')
    await pressOn('Add a group to the rule')
    await say('Value of condition 2.1', '10000')
    await pressOn('Add a condition to group 2')
    // The number of orders, and then the one behind it.
    await say('Field of condition 2.2', 'Num')
    await keyboard.press('ArrowDown')
    await say('Comparison of condition 2.2', 'less')
    await say('Value of condition 2.2', '3')
    await pressOn('Move group 2 up')
    await assertCountedAsByApi(WANTED)

    await pressOn('Save')
    await page.getByRole('heading', { name: 'Win back', level: 1 }).waitFor()
    await page.waitForURL((url) => /^\/segments\/(?!new)/.test(url.pathname))
    const { segments } = await api.ask('{ segments(first: 5) { nodes { name rule } } }')
    assert.deepEqual(segments.nodes, [{ name: 'Win back', rule: WANTED }])
    nothingWrong()
  })

  test('a message is written with what is offered, and seen as real people would get it', async () => {
    await api.createCampaign('An older draft', 10)
    await page.getByRole('link', { name: 'Use in a campaign' }).click()
    // The segment that is being left has a name of its own.
    await page.getByRole('heading', { name: 'New campaign', level: 1 }).waitFor()
    await textIn('Name').fill('Come back')
    const said = await preview(WANTED)
    await page
      .getByText(`${said.count} customers, of whom ${said.reachable} can be reached`)
      .waitFor()

    const field = textIn('Message')
    const asked = countOperations(page, 'MessagePreview')
    await field.click()
    await page.keyboard.type('Hi {{ first')
    await page.getByRole('listbox', { name: 'Variables' }).waitFor()
    await page.keyboard.press('Enter')
    await page.keyboard.press('End')
    await page.keyboard.type(', we miss you in {{ci')
    const city = page.getByRole('option', { name: /^\{\{ city \}\}/ })
    assert.deepEqual(await accessibilityFaults(page), [])
    await city.click()
    await page.getByRole('status', { name: 'Who gets it' }).waitFor()
    const settled = asked()
    await page.keyboard.type('! See you soon')
    const message =
      "Hi {{ first_name | default('there') }}, we miss you in {{ city }}! See you soon"
    assert.equal(await field.inputValue(), message)

    const { messagePreview } = await api.ask(
      `query ($message: String!, $rule: RuleInput!) {
        messagePreview(message: $message, rule: $rule, channel: SMS) {
          audience reachable missingCount samples { customerName text }
        }
      }`,
      { message, rule: WANTED },
    )
    const { audience, reachable, missingCount, samples } = messagePreview
    assert.ok(missingCount > 0 && missingCount < reachable)
    const panel = page.getByRole('region', { name: 'Preview' })
    const next = panel.getByRole('button', { name: 'The next person' })
    for (const { customerName, text } of samples) {
      await panel.getByText(customerName, { exact: true }).waitFor()
      await panel.getByText(text ?? /^Would get nothing/).waitFor()
      await next.click()
    }
    assert.equal(asked() - settled, 1, 'One burst of typing is one question')
    const summary = await page.getByRole('status', { name: 'Who gets it' }).textContent()
    assert.ok(summary.startsWith(`${reachable} of ${audience} can be reached`), summary)
    assert.ok(summary.includes(`${missingCount} would be left out: a value`), summary)
    nothingWrong()
  })

  test('the launch leads to the history, whose bars reach the end by themselves', async () => {
    await textIn('Messages per second').fill('25')
    await press('Launch…')
    const dialog = page.getByRole('dialog', { name: 'Launch “Come back”?' })
    await dialog.getByText('Will get it').waitFor()
    await dialog.getByRole('button', { name: 'Launch', exact: true }).click()
    await page.waitForURL((url) => url.pathname === '/campaigns')
    const row = page.getByRole('listitem').filter({ hasText: 'Come back' })
    await row.waitFor()
    assert.deepEqual(await campaignNames(page), ['Come back', 'An older draft'])
    await page.evaluate(record, 'main li [role="img"] ~ dl div:nth-child(3) dd')
    await row.getByText('Completed').waitFor({ timeout: DONE_WITHIN_MS })

    const { campaigns } = await api.ask('{ campaigns(first: 1) { nodes { id name } } }')
    const totals = await api.totals(campaigns.nodes[0].id)
    assert.equal(asNumber((await recordedOn(page)).at(-1)), totals.delivered)
    assert.equal(totals.audience, (await preview(WANTED)).count)
    assert.equal(totals.unaccounted, 0)
    const bar = await row.getByRole('img').getAttribute('aria-label')
    assert.ok(bar.startsWith(`Of ${totals.audience}: ${totals.delivered} delivered`), bar)
    nothingWrong()
  })

  test('the campaign’s page says what became of whom, and hands all of it out', async () => {
    await page.getByRole('link', { name: 'Come back' }).click()
    await page.getByRole('heading', { name: 'Come back', level: 1 }).waitFor()
    const id = decodeURIComponent(new URL(page.url()).pathname.split('/').at(-1))
    const totals = await api.totals(id)
    await assertShowsTotals(page, totals)

    const { campaign } = await api.ask(
      'query ($id: ID!) { campaign(id: $id) { failures { status reason count } } }',
      { id },
    )
    const reasons = await page
      .getByRole('region', { name: 'Why messages did not arrive' })
      .getByRole('row')
      .evaluateAll((rows) =>
        rows.map(({ cells: [reason, count] }) => [reason.textContent, count.textContent]),
      )
    assert.deepEqual(
      inAnyOrder(reasons),
      inAnyOrder(
        campaign.failures.map(({ status, reason, count }) => [
          `${words(status)}: ${words(reason)}`,
          count,
        ]),
      ),
    )

    const people = page.getByRole('region', { name: 'People' })
    await choose('Show people by status', 'SKIPPED')
    await until('only who was skipped is listed', async () => {
      const texts = await people.locator('tbody tr td:nth-child(3)').allTextContents()
      return (
        texts.length === Math.min(25, totals.skipped) &&
        texts.every((text) => text.startsWith('Skipped'))
      )
    })

    const downloading = page.waitForEvent('download')
    await people.getByRole('link', { name: 'Download all as CSV' }).click()
    const download = await downloading
    assert.equal(await download.failure(), null)
    const answer = await fetch(download.url(), { headers: stack.headers })
    assert.equal(answer.status, 200)
    const file = await readFile(await download.path(), 'utf8')
    assert.equal(await answer.text(), file)
    const [, ...rows] = file.trim().split('\n')
    assert.equal(rows.length, totals.audience)
    nothingWrong()
  })
})
