// What the tests ask of the server beside the browser: data to begin with, and
// the truth that the screen must end at.
import { strict as assert } from 'node:assert'
import { until } from './programs.mjs'

export class Api {
  constructor({ url, headers }) {
    this.url = url
    this.headers = headers
  }

  async ask(query, variables = {}) {
    const answer = await fetch(`${this.url}/graphql`, {
      method: 'POST',
      headers: { ...this.headers, 'content-type': 'application/json' },
      body: JSON.stringify({ query, variables }),
    })
    const { data, errors } = await answer.json()
    assert.equal(errors, undefined, JSON.stringify(errors))
    return data
  }

  /** Loads as many customers, each with a phone and what `more` adds, and waits until they are stored. */
  async loadCustomers(count, more = () => ({})) {
    const rows = Array.from({ length: count }, (_, index) => ({
      externalId: `cust-${index}`,
      name: `Customer ${index}`,
      phone: `+9198${String(index).padStart(8, '0')}`,
      city: 'Pune',
      consent: 'GRANTED',
      ...more(index),
    }))
    await this.#load('customers', rows)
  }

  /** Loads orders of customers by their numbers, and waits until they are stored. */
  async loadOrders(orders) {
    const rows = orders.map(({ customer, ...order }, index) => ({
      externalId: `order-${index}`,
      customerExternalId: `cust-${customer}`,
      ...order,
    }))
    await this.#load('orders', rows)
  }

  async #load(kind, rows) {
    const input = kind === 'customers' ? 'CustomersIngestInput' : 'OrdersIngestInput'
    const { taken } = await this.ask(
      `mutation ($input: ${input}!) {
        taken: ${kind}Ingest(input: $input) { batch { id } acceptedCount userErrors { message } }
      }`,
      { input: { rows } },
    )
    assert.deepEqual(taken.userErrors, [])
    assert.equal(taken.acceptedCount, rows.length)
    const { id } = taken.batch
    await until(`the ${kind} are stored`, async () => {
      const { ingestBatch } = await this.ask(
        'query ($id: ID!) { ingestBatch(id: $id) { persisted deadLettered finishedAt } }',
        { id },
      )
      return ingestBatch.finishedAt !== null && ingestBatch.persisted === rows.length
    })
  }

  /** Saves a rule under a name; returns its id. */
  async createSegment(name, rule) {
    const { segmentCreate } = await this.ask(
      `mutation ($input: SegmentCreateInput!) {
        segmentCreate(input: $input) { segment { id } userErrors { message path } }
      }`,
      { input: { name, rule, description: 'For the festival' } },
    )
    assert.deepEqual(segmentCreate.userErrors, [])
    return segmentCreate.segment.id
  }

  /** Launches a campaign and waits until it stands at `status`. */
  async launch(id, status) {
    await this.#turn('campaignLaunch', id)
    await until(`the campaign is ${status}`, async () => {
      const { campaign } = await this.ask('query ($id: ID!) { campaign(id: $id) { status } }', {
        id,
      })
      return campaign.status === status
    })
  }

  async pause(id) {
    await this.#turn('campaignPause', id)
  }

  async #turn(mutation, id) {
    const type = `C${mutation.slice(1)}Input`
    const { turned } = await this.ask(
      `mutation ($input: ${type}!) { turned: ${mutation}(input: $input) { userErrors { message } } }`,
      { input: { id } },
    )
    assert.deepEqual(turned.userErrors, [])
  }

  /** A draft that would go to everybody; returns its id. */
  async createCampaign(name, ratePerSecond) {
    const { campaignCreate } = await this.ask(
      `mutation ($input: CampaignCreateInput!) {
        campaignCreate(input: $input) { campaign { id } userErrors { message path } }
      }`,
      {
        input: {
          name,
          rule: { everyone: true },
          message: "Hi {{ first_name | default('there') }}, here's 10% off.",
          ratePerSecond,
        },
      },
    )
    assert.deepEqual(campaignCreate.userErrors, [])
    return campaignCreate.campaign.id
  }

  /** Makes a key that may do what scripts do; returns its id and the key itself. */
  async createKey(name) {
    const { apiKeyCreate } = await this.ask(
      `mutation ($input: ApiKeyCreateInput!) {
        apiKeyCreate(input: $input) { apiKey { id } secret userErrors { message path } }
      }`,
      { input: { name, scopes: ['INGEST', 'READ', 'CAMPAIGNS'] } },
    )
    assert.deepEqual(apiKeyCreate.userErrors, [])
    return { id: apiKeyCreate.apiKey.id, secret: apiKeyCreate.secret }
  }

  /** The truth about a campaign's audience, status by status. */
  async totals(id) {
    const { campaign } = await this.ask(
      `query ($id: ID!) {
        campaign(id: $id) {
          progress { audience pending sent delivered failed unknown skipped unaccounted accepted }
        }
      }`,
      { id },
    )
    return campaign.progress
  }
}
