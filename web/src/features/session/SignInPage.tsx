// Where strangers end up: every way in that this server offers, and what went
// wrong on the last one.
import { Button, Code, Skeleton, Stack, Text } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { useCallback, useEffect, useState } from 'react'
import { ownPath } from '../../lib/ownPath'
import type { Refusal, SignInOptions } from '../../lib/session'
import { useSession } from '../../lib/useSession'
import { Refused } from '../../ui/Refused'
import { Threshold } from '../../ui/Threshold'
import { describeSignInProblem, providerName } from './signInProblems'

interface SignInPageProps {
  /** Where one wanted to go; from the address bar, so not to be trusted. */
  returnTo: string | undefined
  /** A code of the server's, where signing in with the provider failed. */
  problem: string | undefined
}

export function SignInPage({ returnTo, problem }: SignInPageProps) {
  useDocumentTitle('Sign in · Xeno')
  const { options, askAgain } = useOptions()
  if (options === 'asking') {
    return (
      <Threshold title="Sign in">
        <Skeleton height={36} aria-busy="true" aria-label="Asking how one may sign in" />
      </Threshold>
    )
  }
  if (options === null) {
    return (
      <Threshold title="Sign in">
        <Refused
          title="The server cannot be reached"
          message="Check that it runs and that you are online, then try again."
        />
        <Button variant="default" onClick={askAgain}>
          Try again
        </Button>
      </Threshold>
    )
  }
  const provider = options.provider === null ? null : providerName(options.provider)
  return (
    <Threshold title="Sign in">
      {problem && (
        <Refused
          title="You are not signed in"
          message={describeSignInProblem(problem, provider ?? 'The provider')}
        />
      )}
      {provider && <WithProvider name={provider} returnTo={ownPath(returnTo)} />}
      {options.localAdmin && <AsLocalAdmin returnTo={ownPath(returnTo)} />}
      {!provider && !options.localAdmin && <NoWayIn />}
    </Threshold>
  )
}

function useOptions() {
  const session = useSession()
  const [options, setOptions] = useState<SignInOptions | null | 'asking'>('asking')
  const ask = useCallback(() => void session.options().then(setOptions), [session])
  useEffect(ask, [ask])
  const askAgain = () => {
    setOptions('asking')
    ask()
  }
  return { options, askAgain }
}

/** A link and no call: the server sends the browser on to the provider. */
function WithProvider({ name, returnTo }: { name: string; returnTo: string }) {
  const query = new URLSearchParams({ return_to: returnTo })
  return (
    <Button component="a" href={`/auth/login?${query}`} fullWidth>
      Sign in with {name}
    </Button>
  )
}

function AsLocalAdmin({ returnTo }: { returnTo: string }) {
  const session = useSession()
  const [busy, setBusy] = useState(false)
  const [refusal, setRefusal] = useState<Refusal | null>(null)

  async function enter(): Promise<void> {
    setBusy(true)
    const refused = await session.continueAsLocalAdmin(returnTo)
    setRefusal(refused)
    // Without a refusal this page is being left.
    if (refused) setBusy(false)
  }

  return (
    <Stack gap="sm">
      {refusal && <Refused title="You are not signed in" message={refusal.message} />}
      <Button fullWidth loading={busy} onClick={() => void enter()}>
        Continue as local admin
      </Button>
      <Text size="sm" c="dimmed">
        No sign-in provider is set up, so this server lets in whoever sits at its own machine, and
        nobody else.
      </Text>
    </Stack>
  )
}

function NoWayIn() {
  return (
    <Stack gap="sm">
      <Text>Nobody can sign in here yet: this server knows no sign-in provider.</Text>
      <Text>
        Whoever runs it sets <Code>OIDC_CLIENT_ID</Code> and <Code>OIDC_CLIENT_SECRET</Code>, as the
        README describes, and starts it again.
      </Text>
    </Stack>
  )
}
