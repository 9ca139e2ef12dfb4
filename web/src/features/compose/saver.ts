// Saves what one composer holds, as one campaign, whatever is clicked twice and
// whichever answer is lost.
//
// A create whose answer was lost may have made a campaign. It is therefore said
// again word for word, with its key, until it is known what became of it; what
// was typed since then is a change to that campaign and not another one.
import type { Client, CombinedError } from '@urql/core'
import { graphql } from '../../gql'
import type { CampaignCreateInput } from '../../gql/graphql'
import { newIdempotencyKey } from '../../lib/idempotency'
import { CampaignLaunch } from '../campaigns/actions'
import type { PathError } from './draft'

const ComposeCreate = graphql(`
  mutation ComposeCreate($input: CampaignCreateInput!) {
    result: campaignCreate(input: $input) {
      campaign {
        id
        name
      }
      userErrors {
        code
        message
        path
      }
    }
  }
`)

const ComposeUpdate = graphql(`
  mutation ComposeUpdate($input: CampaignUpdateInput!) {
    result: campaignUpdate(input: $input) {
      campaign {
        id
        name
        channel
        message
        ratePerSecond
      }
      userErrors {
        code
        message
        path
      }
    }
  }
`)

export type Saved =
  | { kind: 'saved'; id: string }
  | { kind: 'refused'; errors: readonly PathError[] }
  | { kind: 'failed'; error: CombinedError }

export type Launched =
  | { kind: 'launched' }
  | { kind: 'refused'; message: string }
  | { kind: 'failed'; error: CombinedError }

export interface Saver {
  save: (input: CampaignCreateInput) => Promise<Saved>
  /** Of what was saved. */
  launch: (id: string) => Promise<Launched>
}

interface Attempt {
  input: CampaignCreateInput
  /** The input, to be compared. */
  said: string
  key: string
  /** Whether it may have reached the server though no answer came back. */
  lost: boolean
}

/** `existing` is the draft that is edited; without, the first save makes one. */
export function createSaver(client: Client, existing?: string): Saver {
  const launchKey = newIdempotencyKey()
  let id = existing
  /** What the server has; unknown of a draft that was only read. */
  let stored: string | undefined
  /** A create that has not been answered with a campaign or a refusal. */
  let open: Attempt | undefined

  async function create(input: CampaignCreateInput): Promise<Saved> {
    const wanted = JSON.stringify(input)
    const again = open && (open.lost || open.said === wanted) ? open : undefined
    const attempt = again ?? { input, said: wanted, key: newIdempotencyKey(), lost: false }
    const words = { ...attempt.input, idempotencyKey: attempt.key }
    const { data, error } = await client.mutation(ComposeCreate, { input: words }).toPromise()
    if (!data) {
      const lost = attempt.lost || error?.networkError !== undefined
      open = { ...attempt, lost }
      return { kind: 'failed', error: error as CombinedError }
    }
    open = undefined
    const { campaign, userErrors } = data.result
    if (campaign) {
      id = campaign.id
      stored = attempt.said
      return save(input)
    }
    // The refusal is of earlier words; what is typed now has not been said yet.
    return attempt.said === wanted ? { kind: 'refused', errors: userErrors } : create(input)
  }

  async function save(input: CampaignCreateInput): Promise<Saved> {
    if (id === undefined) return create(input)
    const wanted = JSON.stringify(input)
    if (stored === wanted) return { kind: 'saved', id }
    const change = { input: { ...input, id } }
    const { data, error } = await client.mutation(ComposeUpdate, change).toPromise()
    if (!data) return { kind: 'failed', error: error as CombinedError }
    const { userErrors } = data.result
    if (userErrors.length > 0) return { kind: 'refused', errors: userErrors }
    stored = wanted
    return { kind: 'saved', id }
  }

  async function launch(campaign: string): Promise<Launched> {
    const input = { id: campaign, idempotencyKey: launchKey }
    const { data, error } = await client.mutation(CampaignLaunch, { input }).toPromise()
    if (!data) return { kind: 'failed', error: error as CombinedError }
    const { userErrors } = data.result
    if (userErrors.length === 0) return { kind: 'launched' }
    return { kind: 'refused', message: userErrors.map(({ message }) => message).join(' ') }
  }

  return { save, launch }
}
