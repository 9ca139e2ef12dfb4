// A campaign to follow, whose rate a test changes to make it speak.
import { strict as assert } from 'node:assert'
import { Api } from '../../e2e/support/api.mjs'

export const PROGRESS = `subscription Progress($id: ID!) {
  campaignProgress(id: $id) { status audience sequence campaign { name } }
}`

const UPDATE = `mutation Rename($id: ID!, $name: String!) {
  campaignUpdate(input: { id: $id, name: $name }) { userErrors { code message } }
}`

/** A draft called `name`; returns how to follow and how to rename it. */
export async function draft(url, name) {
  const api = new Api(url)
  const id = await api.createCampaign(name, 10)
  return {
    id,
    follow: { query: PROGRESS, variables: { id } },
    launch: async () => {
      const launched = await api.ask(
        'mutation ($id: ID!) { campaignLaunch(input: { id: $id }) { userErrors { code message } } }',
        { id },
      )
      assert.deepEqual(launched.campaignLaunch.userErrors, [])
    },
    rename: { query: UPDATE, variables: { id, name: `${name}, renamed` } },
    name: async () => {
      const { campaign } = await api.ask('query ($id: ID!) { campaign(id: $id) { name } }', { id })
      return campaign.name
    },
  }
}
