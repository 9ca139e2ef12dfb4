// The assistant without any model, as it helps with a campaign: messages to send,
// what became of them in sentences, tags, and the record of what was asked. What
// it suggests is what the API says, it is marked as suggested, one press takes
// it and one puts back what was there. The tests build on each other, in this order.
import { strict as assert } from 'node:assert'
import { after, before, describe, test } from 'node:test'
import { Api } from './support/api.mjs'
import { launchBrowser, openPage } from './support/browser.mjs'
import { until } from './support/programs.mjs'
import { loadRegulars, PEOPLE } from './support/regulars.mjs'
import { assertShowsTotals, campaignNames } from './support/screen.mjs'
import { Stack } from './support/stack.mjs'

const DONE_WITHIN_MS = 60_000
const BUILT_IN = 'Suggested by Xeno’s own rules.'
const GOAL = 'bring them back with 10% off until Sunday'
const NAME = 'Come back for Diwali'

const texts = (locator) => locator.allTextContents()
const shown = (count) => count.toLocaleString('en-IN')
const percent = (share) => `${Math.round(1_000 * share) / 10}%`

/** All that a sentence says in digits, but for hours and the campaign's name: "1,284", "85.6%". */
const numbersIn = (sentence) =>
  sentence
    .replace(NAME, '')
    .replaceAll(/\d\d:00/g, '')
    .match(/\d[\d,]*(\.\d+)?%?/g) ?? []

describe('the assistant and a campaign', { concurrency: false }, () => {
  let stack
  let browser
  let api
  let opened
  let page
  let campaign

  before(async () => {
    stack = await Stack.start()
    browser = await launchBrowser()
    api = new Api(stack)
    await loadRegulars(api)
    opened = await openPage(browser, stack)
    page = opened.page
  })

  after(async () => {
    await browser?.close()
    await stack?.stop()
  })

  const nothingWrong = () => assert.deepEqual(opened.faults.splice(0), [])
  const press = (name, within = page) => within.getByRole('button', { name, exact: true }).click()
  const textIn = (label) => page.getByRole('textbox', { name: label, exact: true })

  test('messages are suggested for a goal, each with its reason and a picture, and one is sent', async () => {
    await page.goto('/campaigns/new')
    await textIn('Name').fill(NAME)
    await page.getByLabel('Everyone').check()
    const message = textIn('Message')
    await message.fill('Mine')
    await press('Suggest messages')
    await textIn('What the message is to achieve').fill(GOAL)
    await press('Suggest')
    const count = page.getByRole('status', { name: 'How many messages are suggested' })
    await count.getByText(/^[23] messages suggested$/).waitFor()

    const { messageSuggestions: variants } = await api.ask(
      `query ($goal: String!) {
        messageSuggestions(goal: $goal, rule: { everyone: true }, channel: SMS) {
          message reason length fits product { name buyers imageUrl }
        }
      }`,
      { goal: GOAL },
    )
    const cards = page.getByRole('group', { name: /^Suggested message: / })
    assert.equal(await cards.count(), variants.length)
    for (const [place, { message: text, reason, length, fits, product }] of variants.entries()) {
      const said = await cards.nth(place).textContent()
      assert.ok(
        said.startsWith(`${text}${reason} Up to ${length} characters for those it was tried on: `),
        said,
      )
      assert.ok(fits && said.includes('one SMS.'), said)
      assert.ok(said.includes(`Goes with ${product.name}`), said)
      assert.ok(said.includes(`: at least ${product.buyers} of them bought it.`), said)
      assert.ok(said.includes(BUILT_IN), said)
      const picture = cards.nth(place).locator('img')
      await picture.scrollIntoViewIfNeeded()
      assert.match(product.imageUrl, /^\/products\/[\w-]+\.svg$/)
      assert.equal(await picture.getAttribute('src'), product.imageUrl)
      await until('the picture is drawn', () => picture.evaluate((image) => image.naturalWidth > 0))
    }

    await press('Use this message', cards.nth(1))
    assert.equal(await message.inputValue(), variants[1].message)
    await press('Put back what was there')
    assert.equal(await message.inputValue(), 'Mine')
    await press('Use this message', cards.first())
    await page
      .getByRole('status', { name: 'Who gets it' })
      .getByText(/can be reached/)
      .waitFor()
    await press('Save as draft')
    await page.getByRole('heading', { name: NAME, level: 1 }).waitFor()
    campaign = decodeURIComponent(new URL(page.url()).pathname.split('/').at(-1))
    const saved = await api.ask('query ($id: ID!) { campaign(id: $id) { status message } }', {
      id: campaign,
    })
    assert.deepEqual(saved.campaign, { status: 'DRAFT', message: variants[0].message })
    nothingWrong()
  })

  test('a campaign that is over is summed up, and each number of it is one of its figures', async () => {
    const earlier = []
    for (const name of ['First', 'Second', 'Third']) {
      const id = await api.createCampaign(name, 1_000)
      await api.launch(id, 'COMPLETED')
      earlier.push((await api.totals(id)).delivered)
    }
    await stack.setVendor({ successRate: 0.5 })
    await page.getByRole('region', { name: 'Summary' }).waitFor({ state: 'detached' })
    await press('Launch')
    await press('Launch', page.getByRole('dialog'))
    await page.getByText('Completed').waitFor({ timeout: DONE_WITHIN_MS })
    await page.getByRole('group', { name: 'The suggested summary' }).waitFor()
    const totals = await api.totals(campaign)
    assert.equal(totals.audience, PEOPLE)
    await assertShowsTotals(page, totals)

    const { campaign: told } = await api.ask(
      `query ($id: ID!) {
        campaign(id: $id) {
          failures { count }
          summary {
            sentences comparedWith
            highlights { by label messages deliveryRate usualRate }
          }
        }
      }`,
      { id: campaign },
    )
    const summary = page.getByRole('group', { name: 'The suggested summary' })
    const { sentences, comparedWith, highlights } = told.summary
    await until('the sentences are those of the end', async () => {
      const paragraphs = await texts(summary.locator('p'))
      return sentences.every((sentence, place) => paragraphs[place] === sentence)
    })
    assert.ok((await summary.textContent()).endsWith(BUILT_IN))
    assert.match(sentences[0], new RegExp(` ${totals.delivered} of ${totals.audience} people`))

    const ended = totals.delivered + totals.failed + totals.unknown
    const usual = earlier.toSorted((one, other) => one - other)[1] / PEOPLE
    const rate = totals.delivered / ended
    const known = [
      ...[...Object.values(totals), ended, comparedWith].map(shown),
      ...told.failures.map(({ count }) => shown(count)),
      ...highlights.flatMap((one) => [shown(one.messages), percent(one.deliveryRate)]),
      percent(rate),
      percent(usual),
      percent(Math.abs(rate - usual)).slice(0, -1),
    ]
    const said = sentences.flatMap(numbersIn)
    assert.ok(said.length > 5, sentences.join(' '))
    assert.deepEqual(
      said.filter((number) => !known.includes(number)),
      [],
      `${sentences.join(' ')} Known: ${known.join(' ')}`,
    )

    assert.equal(comparedWith, earlier.length)
    await summary.getByText('Compared with 3 earlier campaigns on this channel.').waitFor()
    assert.ok(highlights.length > 0, 'Half of the messages failed for a few reasons')
    const rows = await texts(summary.locator('tbody tr td:nth-child(2)'))
    assert.deepEqual(
      rows,
      highlights.map(({ messages }) => shown(messages)),
    )
    nothingWrong()
  })

  const tagsOf = async (id) => {
    const query = 'query ($id: ID!) { campaign(id: $id) { tags { name suggested } } }'
    return (await api.ask(query, { id })).campaign.tags
  }

  test('suggested tags are kept, changed and put back, and the history is narrowed by one', async () => {
    const region = page.getByRole('region', { name: 'Tags' })
    const tagsField = region.getByLabel('Tags').and(region.locator('input'))
    const shows = (wanted) =>
      until(`the tags are ${wanted.join(', ')}`, async () => {
        const links = await texts(region.getByRole('link'))
        return JSON.stringify(links) === JSON.stringify(wanted)
      })
    const suggested = await tagsOf(campaign)
    const names = suggested.map(({ name }) => name)
    assert.ok(suggested.every((tag) => tag.suggested))
    assert.ok(names.includes('win-back') && names.includes('seasonal'), names.join(', '))
    await shows(names.map((name) => `${name}, suggested`))

    await press('Keep these tags', region)
    await shows(names)
    assert.deepEqual(
      await tagsOf(campaign),
      names.map((name) => ({ name, suggested: false })),
    )
    await press('Undo', region)
    await shows(names.map((name) => `${name}, suggested`))
    assert.deepEqual(await tagsOf(campaign), suggested)

    await press('Keep these tags', region)
    await shows(names)
    await press('Edit tags', region)
    await tagsField.fill('Tea Time')
    await press('Save tags', region)
    await shows([...names, 'tea-time'])
    await press('Undo', region)
    await shows(names)
    await press('Edit tags', region)
    await tagsField.fill('tea-time')
    await press('Save tags', region)
    await shows([...names, 'tea-time'])

    await page.goto('/campaigns')
    await page.getByRole('link', { name: 'First', exact: true }).waitFor()
    assert.equal((await campaignNames(page)).length, 4)
    await page.getByLabel('Tag', { exact: true }).selectOption('tea-time')
    await page.getByRole('link', { name: 'First', exact: true }).waitFor({ state: 'detached' })
    assert.deepEqual(await campaignNames(page), [NAME])
    assert.equal(new URL(page.url()).searchParams.get('tag'), 'tea-time')
    nothingWrong()
  })

  test('the settings list what the assistant was asked, and who answered', async () => {
    await api.ask('{ segmentRuleFromText(text: "women in Mumbai") { count } }')
    await page.goto('/settings/keys')
    await page.getByRole('link', { name: 'Assistant', exact: true }).click()
    const rows = page.getByRole('listitem').filter({ hasText: ' asked for ' })
    await rows.first().waitFor()
    const { assistantRuns } = await api.ask(
      '{ assistantRuns(first: 50) { nodes { task asked actorLabel engine outcome } } }',
    )
    const runs = assistantRuns.nodes
    assert.deepEqual([...new Set(runs.map(({ engine }) => engine))], ['BUILT_IN'])
    assert.deepEqual([...new Set(runs.map(({ outcome }) => outcome))], ['ANSWERED'])
    const tasks = { rule: 'a rule for', message: 'messages for', tags: 'tags for' }
    const listed = await texts(rows.locator('span:has(> strong)'))
    assert.deepEqual(
      listed,
      runs.map(
        ({ task, asked, actorLabel }) => `${actorLabel} asked for ${tasks[task]} “${asked}”`,
      ),
    )
    for (const asked of [
      'a rule for “women in Mumbai”',
      `messages for “${GOAL}”`,
      `tags for “${NAME}: `,
    ]) {
      assert.ok(
        listed.some((row) => row.includes(asked)),
        asked,
      )
    }
    nothingWrong()
  })
})
