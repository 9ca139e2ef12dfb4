import { Badge, Button, Code } from '@mantine/core'
import { useState } from 'react'
import { useMutation } from 'urql'
import type { ApiKeyFieldsFragment } from '../../../gql/graphql'
import { useFormatDateTime } from '../../../lib/viewer'
import { UserErrors } from '../../../ui/UserErrors'
import { Confirm } from '../../../ui/Confirm'
import classes from '../List.module.css'
import { type PathError, problemsOf } from '../problems'
import { useActorName } from '../useActorNames'
import { ApiKeyRevoke, scopeLabel } from './apiKeys'

export function ApiKeyRow({ apiKey }: { apiKey: ApiKeyFieldsFragment }) {
  const [asking, setAsking] = useState(false)
  const [problems, setProblems] = useState<readonly PathError[]>([])
  const [{ fetching }, revoke] = useMutation(ApiKeyRevoke)
  const actorName = useActorName()
  const formatDateTime = useFormatDateTime()
  const ended = hasEnded(apiKey)

  async function perform(): Promise<void> {
    const { data, error } = await revoke({ input: { id: apiKey.id } })
    setAsking(false)
    setProblems(problemsOf(error, data?.apiKeyRevoke.userErrors))
  }

  return (
    <li className={classes['row']}>
      <div className={classes['what']}>
        <span className={classes['name']}>
          {apiKey.name}
          <Code>{apiKey.shown}…</Code>
          {ended && (
            <Badge variant="default" tt="none" fw={500}>
              {apiKey.revokedAt ? 'Revoked' : 'Ended'}
            </Badge>
          )}
        </span>
        <span className={classes['known']}>{apiKey.scopes.map(scopeLabel).join(', ')}</span>
        <span className={classes['known']}>
          {apiKey.lastUsedAt ? `Last used ${formatDateTime(apiKey.lastUsedAt)}` : 'Never used'} ·
          created {formatDateTime(apiKey.createdAt)} by {actorName(apiKey.createdBy)} ·{' '}
          {describeEnd(apiKey, formatDateTime)}
        </span>
        <UserErrors errors={problems} />
      </div>
      {!ended && (
        <Button
          variant="default"
          aria-label={`Revoke ${apiKey.name}`}
          onClick={() => setAsking(true)}
        >
          Revoke
        </Button>
      )}
      {asking && (
        <Confirm
          action="Revoke"
          title={`Revoke ${apiKey.name}?`}
          busy={fetching}
          onConfirm={() => void perform()}
          onClose={() => setAsking(false)}
        >
          Whatever uses this key is refused from the next second on. A revoked key cannot be brought
          back.
        </Confirm>
      )}
    </li>
  )
}

function hasEnded({ revokedAt, expiresAt }: ApiKeyFieldsFragment): boolean {
  const expired = typeof expiresAt === 'string' && Date.parse(expiresAt) <= Date.now()
  return expired || typeof revokedAt === 'string'
}

function describeEnd(
  { revokedAt, expiresAt }: ApiKeyFieldsFragment,
  formatDateTime: (instant: string) => string,
): string {
  if (revokedAt) return `revoked ${formatDateTime(revokedAt)}`
  return expiresAt ? `ends ${formatDateTime(expiresAt)}` : 'ends never'
}
