// What a person may do to a campaign, from which state, and what is said first.
// The server decides; these conditions only keep off the screen what it would
// refuse.
import type { TypedDocumentNode } from '@graphql-typed-document-node/core'
import { graphql } from '../../gql'
import type { CampaignStatus } from '../../gql/graphql'
import { formatCount } from '../../lib/format'
import type { UserError } from '../../ui/UserErrors'
import type { Progress } from './progress'

export const CampaignOutcome = graphql(`
  fragment CampaignOutcome on Campaign {
    id
    launchedAt
    finishedAt
    ratePerSecond
    progress {
      ...CampaignProgressFields
    }
  }
`)

export const CampaignLaunch = graphql(`
  mutation CampaignLaunch($input: CampaignLaunchInput!) {
    result: campaignLaunch(input: $input) {
      campaign {
        ...CampaignOutcome
      }
      userErrors {
        code
        message
      }
    }
  }
`)

const CampaignPause = graphql(`
  mutation CampaignPause($input: CampaignPauseInput!) {
    result: campaignPause(input: $input) {
      campaign {
        ...CampaignOutcome
      }
      userErrors {
        code
        message
      }
    }
  }
`)

const CampaignResume = graphql(`
  mutation CampaignResume($input: CampaignResumeInput!) {
    result: campaignResume(input: $input) {
      campaign {
        ...CampaignOutcome
      }
      userErrors {
        code
        message
      }
    }
  }
`)

const CampaignCancel = graphql(`
  mutation CampaignCancel($input: CampaignCancelInput!) {
    result: campaignCancel(input: $input) {
      campaign {
        ...CampaignOutcome
      }
      userErrors {
        code
        message
      }
    }
  }
`)

const CampaignRetryFailed = graphql(`
  mutation CampaignRetryFailed($input: CampaignRetryFailedInput!) {
    result: campaignRetryFailed(input: $input) {
      campaign {
        ...CampaignOutcome
      }
      userErrors {
        code
        message
      }
    }
  }
`)

export interface ActionResult {
  result: { userErrors: readonly UserError[] }
}

export interface ActionVariables {
  input: { id: string; idempotencyKey?: string | null }
}

export interface CampaignAction {
  label: string
  document: TypedDocumentNode<ActionResult, ActionVariables>
  from: readonly CampaignStatus[]
  /** Beyond the status, whether there is anything to do. */
  applies?: (progress: Progress) => boolean
  /** What cannot be taken back is asked for twice; a launch with its audience counted. */
  question?: 'COUNTED' | ((progress: Progress) => string)
  /** Actions that take turns share a button. */
  place?: string
  /** Destructive actions look it. */
  danger?: true
}

export const campaignActions: readonly CampaignAction[] = [
  {
    label: 'Launch',
    document: CampaignLaunch,
    from: ['DRAFT'],
    question: 'COUNTED',
  },
  { label: 'Pause', document: CampaignPause, from: ['PREPARING', 'RUNNING'], place: 'going' },
  { label: 'Resume', document: CampaignResume, from: ['PAUSED'], place: 'going' },
  {
    label: 'Retry failed',
    document: CampaignRetryFailed,
    from: ['RUNNING', 'PAUSED', 'COMPLETED'],
    applies: ({ failed, unknown }) => failed + unknown > 0,
    question: ({ failed, unknown }) =>
      `${formatCount(failed)} failed and ${formatCount(unknown)} unknown. ` +
      'The failed get a new message; the unknown are tried again where nobody can get it twice.',
  },
  {
    label: 'Cancel campaign',
    document: CampaignCancel,
    from: ['PREPARING', 'RUNNING', 'PAUSED'],
    danger: true,
    question: ({ pending }) =>
      `${formatCount(pending)} who have no message yet will be skipped. A cancelled campaign cannot be resumed.`,
  },
]

/** Why the buttons are off for who may look and not change. */
export const MAY_NOT =
  'You may look at campaigns and not change them. An admin can make you a marketer.'

export function availableActions(progress: Progress): CampaignAction[] {
  return campaignActions.filter(
    ({ from, applies }) => from.includes(progress.status) && (applies?.(progress) ?? true),
  )
}
