import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useClient } from 'urql'
import { newIdempotencyKey } from '../../lib/idempotency'
import { useMay } from '../../lib/viewer'
import { describeProblem } from '../../ui/Problem'
import { type UserError, UserErrors } from '../../ui/UserErrors'
import { availableActions, type CampaignAction, MAY_NOT } from './actions'
import type { Progress } from './progress'

/** An action on its way: one key from the first press to the last retry. */
interface Intent {
  action: CampaignAction
  idempotencyKey: string
}

export function CampaignActions({ id, progress }: { id: string; progress: Progress }) {
  const client = useClient()
  const may = useMay('CAMPAIGNS')
  const [asking, setAsking] = useState<Intent | null>(null)
  const [busy, setBusy] = useState(false)
  const [errors, setErrors] = useState<readonly UserError[]>([])

  const actions = availableActions(progress)

  async function perform({ action, idempotencyKey }: Intent): Promise<void> {
    setBusy(true)
    const input = { id, idempotencyKey }
    const { data, error } = await client.mutation(action.document, { input }).toPromise()
    setBusy(false)
    setAsking(null)
    setErrors(
      error
        ? [{ code: 'REQUEST', message: describeProblem(error) }]
        : (data?.result.userErrors ?? []),
    )
  }

  function press(action: CampaignAction): void {
    setErrors([])
    const intent = { action, idempotencyKey: newIdempotencyKey() }
    if (action.question) setAsking(intent)
    else void perform(intent)
  }

  return (
    <Stack gap="sm">
      <Group gap="xs">
        {actions.map((action, index) => (
          <Button
            key={action.label}
            variant={index === 0 ? 'filled' : 'default'}
            disabled={busy || !may}
            onClick={() => press(action)}
          >
            {action.label}
          </Button>
        ))}
      </Group>
      {!may && actions.length > 0 && (
        <Text size="sm" c="dimmed">
          {MAY_NOT}
        </Text>
      )}
      <UserErrors errors={errors} />
      {asking && (
        <Confirm
          intent={asking}
          progress={progress}
          busy={busy}
          onConfirm={() => void perform(asking)}
          onClose={() => setAsking(null)}
        />
      )}
    </Stack>
  )
}

interface ConfirmProps {
  intent: Intent
  progress: Progress
  busy: boolean
  onConfirm: () => void
  onClose: () => void
}

function Confirm({ intent: { action }, progress, busy, onConfirm, onClose }: ConfirmProps) {
  return (
    <Modal
      opened
      onClose={onClose}
      title={<Text fw={600}>{action.label}?</Text>}
      closeButtonProps={{ 'aria-label': 'Close' }}
    >
      <Stack>
        <Text>{action.question?.(progress)}</Text>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>
            Not now
          </Button>
          <Button
            {...(action.danger && { color: 'red' })}
            loading={busy}
            onClick={onConfirm}
            data-autofocus
          >
            {action.label}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
