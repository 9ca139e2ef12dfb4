import { Group, Stack, Text } from '@mantine/core'
import { useRef, useState } from 'react'
import { useClient } from 'urql'
import { graphql } from '../../gql'
import type { CampaignActionsFieldsFragment, RuleInput } from '../../gql/graphql'
import { newIdempotencyKey } from '../../lib/idempotency'
import { useMay } from '../../lib/viewer'
import { Confirm } from '../../ui/Confirm'
import { describeProblem } from '../../ui/Problem'
import { SteadyButton } from '../../ui/SteadyButton'
import { type UserError, UserErrors } from '../../ui/UserErrors'
import { availableActions, type CampaignAction, MAY_NOT } from './actions'
import { LaunchDialog } from './LaunchDialog'

export const CampaignActionsFields = graphql(`
  fragment CampaignActionsFields on Campaign {
    id
    name
    message
    channel
    rule
    progress {
      ...CampaignProgressFields
    }
  }
`)

export function CampaignActions({ campaign }: { campaign: CampaignActionsFieldsFragment }) {
  const { id, progress } = campaign
  const may = useMay('CAMPAIGNS')
  const [asking, setAsking] = useState<CampaignAction | null>(null)
  const [busy, setBusy] = useState(false)
  const [errors, setErrors] = useState<readonly UserError[]>([])
  const send = useSender(id)

  const actions = availableActions(progress)

  async function perform(action: CampaignAction): Promise<void> {
    setBusy(true)
    const found = await send(action)
    setBusy(false)
    setAsking(null)
    setErrors(found)
  }

  function press(action: CampaignAction): void {
    setErrors([])
    if (action.question) setAsking(action)
    else void perform(action)
  }

  return (
    <Stack gap="sm">
      <Group gap="xs">
        {actions.map((action, index) => (
          <SteadyButton
            // One after the other in the same place: whoever stands on it stays there.
            key={action.place ?? action.label}
            variant={index === 0 ? 'filled' : 'default'}
            disabled={!may}
            off={busy}
            onClick={() => press(action)}
          >
            {action.label}
          </SteadyButton>
        ))}
      </Group>
      {!may && actions.length > 0 && (
        <Text size="sm" c="dimmed">
          {MAY_NOT}
        </Text>
      )}
      <UserErrors errors={errors} />
      {asking?.question === 'COUNTED' && (
        <LaunchDialog
          campaign={campaign}
          // A stored rule has the shape of an input.
          rule={campaign.rule as RuleInput}
          busy={busy}
          onLaunch={() => void perform(asking)}
          onClose={() => setAsking(null)}
        />
      )}
      {typeof asking?.question === 'function' && (
        <Confirm
          action={asking.label}
          title={`${asking.label}?`}
          danger={asking.danger ?? false}
          busy={busy}
          onConfirm={() => void perform(asking)}
          onClose={() => setAsking(null)}
        >
          {asking.question(progress)}
        </Confirm>
      )}
    </Stack>
  )
}

/**
 * Sends actions, each with one key until the server has answered it: pressed
 * again after an answer that was lost, it is the same deed and not another one.
 */
function useSender(id: string): (action: CampaignAction) => Promise<readonly UserError[]> {
  const client = useClient()
  const open = useRef(new Map<string, string>())
  return async ({ label, document }) => {
    const idempotencyKey = open.current.get(label) ?? newIdempotencyKey()
    open.current.set(label, idempotencyKey)
    const input = { id, idempotencyKey }
    const { data, error } = await client.mutation(document, { input }).toPromise()
    if (error) return [{ code: 'REQUEST', message: describeProblem(error) }]
    open.current.delete(label)
    return data?.result.userErrors ?? []
  }
}
