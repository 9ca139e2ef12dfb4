import { Button, Group, NumberInput, Stack } from '@mantine/core'
import { type FormEvent, useState } from 'react'
import { useMutation } from 'urql'
import { graphql } from '../../gql'
import type { CampaignRateFieldsFragment } from '../../gql/graphql'
import { useMay } from '../../lib/viewer'
import { describeProblem } from '../../ui/Problem'
import { UserErrors } from '../../ui/UserErrors'

export const CampaignRateFields = graphql(`
  fragment CampaignRateFields on Campaign {
    id
    ratePerSecond
    progress {
      ...CampaignProgressFields
    }
  }
`)

const CampaignUpdate = graphql(`
  mutation CampaignUpdate($input: CampaignUpdateInput!) {
    campaignUpdate(input: $input) {
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

/** The speed limit, which may change at any time before the end. */
export function CampaignRate({ campaign }: { campaign: CampaignRateFieldsFragment }) {
  const saved = campaign.ratePerSecond ?? ''
  // Null while nobody edits: the field then follows what is saved.
  const [edited, setEdited] = useState<number | string | null>(null)
  const may = useMay('CAMPAIGNS')
  const [{ fetching, data, error }, update] = useMutation(CampaignUpdate)
  const { status } = campaign.progress
  if (status === 'COMPLETED' || status === 'CANCELLED') return null

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault()
    const ratePerSecond = typeof edited === 'number' ? edited : null
    const answer = await update({ input: { id: campaign.id, ratePerSecond } })
    // What was typed stays on screen until it is saved.
    if (answer.data?.campaignUpdate.userErrors.length === 0) setEdited(null)
  }

  const problems = error
    ? [{ code: 'REQUEST', message: describeProblem(error) }]
    : (data?.campaignUpdate.userErrors ?? [])
  return (
    <Stack gap="sm" component="form" onSubmit={(event) => void save(event)}>
      <Group align="flex-end" gap="xs">
        <NumberInput
          label="Messages per second"
          description="Empty means as fast as the vendor takes them"
          readOnly={!may}
          min={1}
          allowDecimal={false}
          allowNegative={false}
          thousandSeparator=","
          thousandsGroupStyle="lakh"
          value={edited ?? saved}
          onChange={setEdited}
        />
        {may && (
          <Button
            type="submit"
            variant="default"
            loading={fetching}
            disabled={edited === null || edited === saved}
          >
            Change rate
          </Button>
        )}
      </Group>
      <UserErrors errors={problems} />
    </Stack>
  )
}
