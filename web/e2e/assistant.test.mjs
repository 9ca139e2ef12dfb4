// The assistant without any model, as it helps to find an audience: what it
// suggests is what the API says, it is marked as suggested, one press takes it
// and one puts back what was there. The tests build on each other, in this order.
import { strict as assert } from 'node:assert'
import { after, before, describe, test } from 'node:test'
import { Api } from './support/api.mjs'
import { launchBrowser, openPage } from './support/browser.mjs'
import { until } from './support/programs.mjs'
import {
  kinds,
  kindOf,
  loadRegulars,
  ORDERS_OF_REGULAR,
  PEOPLE,
  TAGGED,
} from './support/regulars.mjs'
import { assertAddress, asNumber, counted, countsOn, ruleInAddress } from './support/screen.mjs'
import { Stack } from './support/stack.mjs'

const BUILT_IN = 'Suggested by Xeno’s own rules.'
const GONE = 'haven’t shopped in 6 months and spent over ₹5K'

const texts = (locator) => locator.allTextContents()
/** "AT_RISK" as "At risk". */
const words = (code) => code.charAt(0) + code.slice(1).toLowerCase().replaceAll('_', ' ')
const shown = (count) => count.toLocaleString('en-IN')

/** That a suggestion says what the API says of it, in the same words. */
const assertShowsDraft = async (suggestion, draft) => {
  const said = await suggestion.textContent()
  assert.deepEqual(await texts(suggestion.getByRole('listitem')), [
    ...draft.assumptions,
    ...draft.notUnderstood,
  ])
  assert.ok(said.endsWith(BUILT_IN), said)
  if (draft.rule) {
    const people = draft.count === 1 ? '1 customer' : `${shown(draft.count)} customers`
    assert.ok(said.startsWith(`Customers who match: ${draft.sentence} — ${people}`), said)
    assert.ok(said.includes(draft.certain ? 'Every word understood' : 'Not certain'), said)
  }
}

describe('the assistant and an audience', { concurrency: false }, () => {
  let stack
  let browser
  let api
  let opened
  let page

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
  const suggestionFor = (text) =>
    page.getByRole('group', { name: `Suggested for “${text}”`, exact: true })

  /** What the API makes of a description, with what it counts by itself. */
  const draftOf = async (text) => {
    const { segmentRuleFromText: draft } = await api.ask(
      `query ($text: String!) {
        segmentRuleFromText(text: $text) {
          rule sentence count assumptions notUnderstood certain
        }
      }`,
      { text },
    )
    if (draft.rule) assert.equal((await previewOf(draft.rule)).count, draft.count)
    return draft
  }
  const previewOf = async (rule) => {
    const { segmentPreview } = await api.ask(
      'query ($rule: RuleInput!) { segmentPreview(rule: $rule) { count sentence } }',
      { rule },
    )
    return segmentPreview
  }
  /** Describes an audience; returns what is suggested on screen and what the API says. */
  const describeAudience = async (text) => {
    await textIn('Describe whom you mean').fill(text)
    await page.keyboard.press('Enter')
    await suggestionFor(text).waitFor()
    const draft = await draftOf(text)
    await assertShowsDraft(suggestionFor(text), draft)
    return { suggestion: suggestionFor(text), draft }
  }

  test('an audience in words is counted as the API counts it, taken, put back and saved', async () => {
    await page.goto('/segments/new')
    await textIn('Value of condition 1').fill('10000')
    const mine = { all: [{ spend: { gt: '10000' } }] }
    await assertAddress(page, mine)
    const { suggestion, draft } = await describeAudience(GONE)
    assert.equal(draft.count, kinds.gone)
    assert.equal(draft.certain, true)
    assert.deepEqual(ruleInAddress(page), mine, 'It is looked at before it is used')

    await press('Use this rule', suggestion)
    await assertAddress(page, draft.rule)
    assert.equal((await countsOn(page)).total, draft.count)
    await press('Put back what was there', suggestion)
    await assertAddress(page, mine)
    assert.equal((await countsOn(page)).total, (await previewOf(mine)).count)

    await press('Use this rule', suggestion)
    await assertAddress(page, draft.rule)
    await textIn('Name').fill('Gone quiet')
    await press('Save')
    await page.getByRole('heading', { name: 'Gone quiet', level: 1 }).waitFor()
    const { segments } = await api.ask('{ segments(first: 5) { nodes { name rule } } }')
    assert.deepEqual(segments.nodes, [{ name: 'Gone quiet', rule: draft.rule }])
    nothingWrong()
  })

  test('what was not understood is said, and where nothing was there is nothing to take', async () => {
    await page.goto('/segments/new')
    const { draft } = await describeAudience('women in Mumbai')
    assert.deepEqual(draft.notUnderstood, ['women'])
    const nothing = await describeAudience('customers who like jazz')
    assert.equal(nothing.draft.rule, null)
    await nothing.suggestion.getByText('No rule could be read from this.').waitFor()
    assert.equal(await nothing.suggestion.getByRole('button').count(), 0)
    nothingWrong()
  })

  test('an audience is described from anywhere by the command palette', async () => {
    await page.goto('/')
    await page.getByRole('heading', { name: 'Dashboard', level: 1 }).waitFor()
    await page.keyboard.press('Control+K')
    await page.getByLabel('Go to', { exact: true }).waitFor()
    await page.keyboard.type('more than 3 orders')
    const choice = page.getByRole('dialog').getByText('Customers who: more than 3 orders')
    await choice.waitFor()
    await choice.click()
    const suggestion = suggestionFor('more than 3 orders')
    await suggestion.waitFor()
    const draft = await draftOf('more than 3 orders')
    assert.equal(draft.count, kinds.regular)
    await assertShowsDraft(suggestion, draft)
    await press('Use this rule', suggestion)
    await counted(page)
    assert.equal((await countsOn(page)).total, kinds.regular)
    nothingWrong()
  })

  test('without orders there is not enough data to say when to send', async () => {
    const rule = { city: { eq: 'Delhi' } }
    assert.equal((await previewOf(rule)).count, kinds.never)
    await page.goto(`/campaigns/new?${new URLSearchParams({ rule: JSON.stringify(rule) })}`)
    await press('When to send')
    const suggestion = page.getByRole('group', { name: 'The suggested time' })
    await suggestion.getByText('There is not enough to go by yet').waitFor()
    await suggestion.getByText('Not enough data: 0 people of this audience ordered').waitFor()
    assert.equal(await page.getByRole('grid').count(), 0)
    nothingWrong()
  })

  test('whoever orders on Saturday evenings is to be sent to then, by orders that one can walk through', async () => {
    await page.goto(`/campaigns/new?${new URLSearchParams({ rule: '{"everyone":true}' })}`)
    await press('When to send')
    const suggestion = page.getByRole('group', { name: 'The suggested time' })
    await suggestion.getByText('Saturday at 18:00', { exact: true }).waitFor()
    const { sendTimeRecommendation: found } = await api.ask(
      `{ sendTimeRecommendation(rule: { everyone: true }) {
        best { weekday hour } confidence reason people orders histogram { weekday hour orders }
      } }`,
    )
    assert.deepEqual(found.best, { weekday: 6, hour: 18 })
    assert.equal(found.people, PEOPLE)
    assert.equal(found.orders, kinds.regular * ORDERS_OF_REGULAR + kinds.gone * 2 + kinds.once)
    const said = await suggestion.textContent()
    assert.equal(found.confidence, 'HIGH')
    for (const part of [
      'Clear',
      found.reason,
      `Looked at: ${found.people} people and their ${found.orders} orders`,
      BUILT_IN,
    ]) {
      assert.ok(said.includes(part), `${part} is missing in ${said}`)
    }

    const labels = await suggestion
      .getByRole('gridcell')
      .evaluateAll((cells) => cells.map((cell) => cell.ariaLabel))
    const orders = labels.map((label) => asNumber(/: ([\d,]+) orders?,/.exec(label)[1]))
    assert.deepEqual(
      orders,
      found.histogram.map((hour) => hour.orders),
    )
    const best = suggestion.getByRole('gridcell', { name: /, the suggested hour$/ })
    assert.match(await best.getAttribute('aria-label'), /^Saturday 18:00: /)
    await best.focus()
    await page.keyboard.press('ArrowRight')
    const focused = await page.evaluate(() => document.activeElement.ariaLabel)
    assert.match(focused, /^Saturday 19:00: /)
    nothingWrong()
  })

  test('who is like a segment is found, with what they have in common, and saved as a segment', async () => {
    const seed = await api.createSegment('Tagged', { tag: { has: 'vip' } })
    await page.goto(`/segments/${encodeURIComponent(seed)}`)
    await press('Find a lookalike audience')
    const panel = page.getByRole('group', { name: 'The suggested audience' })
    await panel.waitFor()
    await textIn('People').fill(String(TAGGED))
    const many = `${TAGGED} customers behave most like the ${TAGGED} of this segment`
    await panel.getByRole('status', { name: 'How many they are' }).getByText(many).waitFor()
    const { lookalikePreview: found } = await api.ask(
      `query ($seed: ID!, $size: Int!) {
        lookalikePreview(segmentId: $seed, size: $size) {
          seedCount count enough
          features { label weight }
          reason
          validation { lift }
          sample(first: 5) { customer { externalId name } }
        }
      }`,
      { seed, size: TAGGED },
    )
    assert.deepEqual([found.enough, found.seedCount, found.count], [true, TAGGED, TAGGED])
    assert.deepEqual(
      await texts(panel.locator('tbody th')),
      found.features.map(({ label }) => label),
    )
    assert.ok(found.validation.lift > 1.5, JSON.stringify(found.validation))
    const tried = await panel
      .getByText(/^\d[\d,]* customers of the seed were kept back/)
      .textContent()
    assert.equal(tried, found.reason)
    assert.ok((await panel.textContent()).includes(BUILT_IN))
    for (const { customer } of found.sample) {
      const number = Number(customer.externalId.split('-')[1])
      assert.equal(`${kindOf(number)} ${number % 2}`, 'regular 1')
      await panel.getByRole('link', { name: customer.name, exact: true }).waitFor()
    }

    assert.equal(await textIn('Name of the new segment').inputValue(), 'Like Tagged')
    await press('Save as a segment', panel)
    await panel.getByRole('link', { name: 'Like Tagged' }).click()
    await page.getByRole('heading', { name: 'Like Tagged', level: 1 }).waitFor()
    const id = decodeURIComponent(new URL(page.url()).pathname.split('/').at(-1))
    const { segment } = await api.ask('query ($id: ID!) { segment(id: $id) { rule } }', { id })
    assert.deepEqual(Object.keys(segment.rule), ['lookalike'])
    assert.equal((await countsOn(page)).total, TAGGED)
    assert.equal((await previewOf({ segment: id })).count, TAGGED)
    nothingWrong()
  })

  test('where everybody stands is told in the list and on their page, and can be asked by a rule', async () => {
    // The worker finds what the fifths of all buyers are a moment after their orders.
    await until('there are people at risk', async () => {
      const { count } = await previewOf({ tier: 'AT_RISK' })
      return count === kinds.gone
    })
    // One of the regulars, and ten who stay away.
    const search = 'Customer 16'
    const { customers } = await api.ask(
      `query ($search: String!) {
        customers(first: 20, search: $search) {
          nodes { name churnRisk rfm { tier recency frequency } }
        }
      }`,
      { search },
    )
    const { nodes } = customers
    const risks = new Set(nodes.map(({ churnRisk }) => churnRisk))
    assert.ok(risks.has('LOW') && risks.has('HIGH'), [...risks].join(' '))
    await page.goto(`/customers?${new URLSearchParams({ search })}`)
    await page.getByRole('link', { name: nodes[0].name, exact: true }).waitFor()
    for (const { name, churnRisk, rfm } of nodes) {
      const row = page.getByRole('row').filter({ has: page.getByText(name, { exact: true }) })
      const said = (await texts(row.getByRole('cell'))).at(5)
      const risk = churnRisk === 'LOW' ? '' : `${words(churnRisk)} churn risk`
      assert.equal(said, `${words(rfm.tier)}${risk}`)
    }
    const [{ name, rfm }] = nodes
    await page.getByRole('link', { name, exact: true }).click()
    const standing = page.getByRole('region', { name: 'Where they stand' })
    await standing.getByText(words(rfm.tier), { exact: true }).waitFor()
    const scores = await texts(standing.getByRole('definition'))
    assert.deepEqual(
      scores.slice(0, 2).map((score) => score.replace(/^\W*/, '')),
      [`${rfm.recency} of 5`, `${rfm.frequency} of 5`],
    )
    assert.ok((await standing.textContent()).includes(BUILT_IN))

    await page.goto('/segments/new')
    const choose = (label, value) => page.getByLabel(label, { exact: true }).selectOption(value)
    for (const rule of [{ tier: 'AT_RISK' }, { churnRisk: 'HIGH' }]) {
      const [[field, value]] = Object.entries(rule)
      await choose('Field of condition 1', field)
      await choose('Value of condition 1', value)
      await assertAddress(page, { all: [rule] })
      const said = await previewOf(rule)
      assert.ok(said.count > 0, field)
      assert.equal((await countsOn(page)).total, said.count)
    }
    nothingWrong()
  })
})
