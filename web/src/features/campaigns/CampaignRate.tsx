import '@mantine/core/styles/Slider.css'
import { Button, Group, NumberInput, Slider, Stack } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { type FormEvent, useRef, useState } from 'react'
import { useMutation } from 'urql'
import { graphql } from '../../gql'
import type { CampaignRateFieldsFragment } from '../../gql/graphql'
import { formatCount } from '../../lib/format'
import { useMay } from '../../lib/viewer'
import { describeProblem } from '../../ui/Problem'
import { UserErrors } from '../../ui/UserErrors'
import classes from './CampaignRate.module.css'
import { FASTEST, placeOf, rateAt, rateOf } from './rateScale'

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

/** After the last move of the slider. */
const SETTLED_MS = 300

/** The speed limit, which may change at any time before the end. */
export function CampaignRate({ campaign }: { campaign: CampaignRateFieldsFragment }) {
  const saved = campaign.ratePerSecond ?? ''
  // Null while nobody edits: the field then follows what is saved.
  const [edited, setEdited] = useState<number | string | null>(null)
  const may = useMay('CAMPAIGNS')
  const [{ fetching, data, error }, update] = useMutation(CampaignUpdate)
  // The arrow keys move the slider in many small steps.
  const saveSoon = useDebouncedCallback((wanted: number) => void save(wanted), {
    delay: SETTLED_MS,
    flushOnUnmount: true,
  })
  const wish = useRef<number | string | null>(null)
  const before = useRef<Promise<unknown>>(Promise.resolve())
  const { status } = campaign.progress
  if (status === 'COMPLETED' || status === 'CANCELLED') return null

  /** One after the other, so that the last wish is what stays; those that it overtook are not sent. */
  async function save(wanted: number | string | null): Promise<void> {
    wish.current = wanted
    const turn = before.current.then(async () => {
      if (wish.current !== wanted) return
      const answer = await update({ input: { id: campaign.id, ratePerSecond: rateOf(wanted) } })
      const taken = answer.data?.campaignUpdate.userErrors.length === 0
      // What was typed stays on screen until it is saved.
      if (taken && wish.current === wanted) setEdited(null)
    })
    before.current = turn
    await turn
  }

  function submit(event: FormEvent): void {
    event.preventDefault()
    void save(edited)
  }

  const problems = error
    ? [{ code: 'REQUEST', message: describeProblem(error) }]
    : (data?.campaignUpdate.userErrors ?? [])
  return (
    <Stack gap="sm" component="form" onSubmit={submit}>
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
      {may && status !== 'DRAFT' && (
        <Slider
          className={classes['slider']}
          thumbLabel="Speed limit"
          min={placeOf(1)}
          max={placeOf(FASTEST)}
          step={0.05}
          scale={rateAt}
          label={(rate) => `${formatCount(rate)} per second`}
          marks={[1, 100, 10_000].map((rate) => ({
            value: placeOf(rate),
            label: formatCount(rate),
          }))}
          // Without a limit it is as fast as can be.
          value={placeOf(Number(edited ?? saved) || FASTEST)}
          onChange={(place) => setEdited(rateAt(place))}
          onChangeEnd={(place) => saveSoon(rateAt(place))}
        />
      )}
      <UserErrors errors={problems} />
    </Stack>
  )
}
