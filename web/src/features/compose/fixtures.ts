// What the server answers while a campaign is written, and how one is, for the
// tests of this folder.
import { screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect } from 'vitest'
import type { createFakeServer, FakeServer } from '../../test/fakeServer'
import { campaign, campaignList, messagePreview } from '../campaigns/fixtures'

export type Answers = Parameters<typeof createFakeServer>[0]

export function preview(fields: object = {}) {
  const samples = [sample('Asha Rao', 'Hi Asha'), sample('Ravi', null)]
  return messagePreview({ samples, ...fields })
}

export function sample(customerName: string, text: string | null) {
  const customerExternalId = customerName.toLowerCase()
  return { __typename: 'MessageSample', customerExternalId, customerName, text, smsSegments: 1 }
}

export const size = {
  __typename: 'SegmentPreview',
  count: 1_200,
  reachable: 1_000,
  sentence: 'everyone',
}

export const answers: Answers = {
  ComposeAudience: () => ({ data: { segmentPreview: size } }),
  ComposeAttributes: () => ({
    data: {
      ruleFields: [
        {
          __typename: 'RuleField',
          name: 'attribute',
          attributes: [{ __typename: 'RuleAttribute', name: 'tier' }],
        },
      ],
    },
  }),
  ComposeSegments: () => ({
    data: {
      segments: {
        __typename: 'SegmentConnection',
        nodes: [
          { __typename: 'Segment', id: 's1', name: 'Sleepers' },
          { __typename: 'Segment', id: 's2', name: 'Big spenders' },
        ],
      },
    },
  }),
  ComposeSegment: ({ id }) => ({
    data: {
      segment: { __typename: 'Segment', id, name: id === 's1' ? 'Sleepers' : 'Big spenders' },
    },
  }),
  MessagePreview: () => ({ data: { messagePreview: preview() } }),
  ComposeCreate: () => payload({ __typename: 'Campaign', id: 'c9', name: 'Diwali' }),
  CampaignLaunch: () => payload(campaign({ status: 'PREPARING' })),
  Campaigns: () => campaignList(campaign()),
  CampaignPage: () => ({ data: { campaign: campaign({ status: 'DRAFT' }) } }),
}

export function payload(made: object | null, ...userErrors: object[]) {
  return {
    data: {
      result: {
        __typename: 'CampaignPayload',
        campaign: made,
        userErrors,
      },
    },
  }
}

export const named = (server: FakeServer, wanted: string) =>
  server.asked(wanted).map(({ variables }) => variables)

/** The composer, with everybody as its audience. */
export const toEveryone = `/campaigns/new?${new URLSearchParams({ rule: JSON.stringify({ everyone: true }) })}`

export async function write(name: string, message: string): Promise<void> {
  await userEvent.type(await screen.findByLabelText('Name'), name)
  // Braces are special to the typist: each is doubled.
  await userEvent.type(screen.getByLabelText('Message'), message.replaceAll('{', '{{'))
}

export async function confirm(): Promise<void> {
  await userEvent.click(screen.getByRole('button', { name: 'Launch…' }))
  const dialog = await screen.findByRole('dialog')
  const button = within(dialog).getByRole('button', { name: 'Launch' })
  await waitFor(() => expect(button).toBeEnabled())
  await userEvent.dblClick(button)
}
