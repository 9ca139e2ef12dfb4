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

  /** Loads as many customers, each with a phone, and waits until they are stored. */
  async loadCustomers(count) {
    const rows = Array.from({ length: count }, (_, index) => ({
      externalId: `cust-${index}`,
      name: `Customer ${index}`,
      phone: `+9198${String(index).padStart(8, '0')}`,
      city: 'Pune',
      consent: 'GRANTED',
    }))
    const { customersIngest } = await this.ask(
      `mutation ($input: CustomersIngestInput!) {
        customersIngest(input: $input) { batch { id } acceptedCount userErrors { message } }
      }`,
      { input: { rows } },
    )
    assert.deepEqual(customersIngest.userErrors, [])
    assert.equal(customersIngest.acceptedCount, count)
    const { id } = customersIngest.batch
    await until('the customers are stored', async () => {
      const { ingestBatch } = await this.ask(
        'query ($id: ID!) { ingestBatch(id: $id) { persisted deadLettered finishedAt } }',
        { id },
      )
      return ingestBatch.finishedAt !== null && ingestBatch.persisted === count
    })
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
