// @vitest-environment jsdom
import { Client, type Exchange, makeResult, type Operation } from '@urql/core'
import { act, renderHook, waitFor } from '@testing-library/react'
import type { ReactNode } from 'react'
import { Provider } from 'urql'
import { expect, test } from 'vitest'
import { filter, make, mergeMap, pipe, takeUntil } from 'wonka'
import type { RuleInput } from '../../gql/graphql'
import type { Connection } from '../../lib/connection'
import { createSession } from '../../lib/session'
import { ConnectionProvider } from '../../lib/useConnection'
import { SessionProvider } from '../../lib/useSession'
import { createFakeBrowser } from '../../test/fakeBrowser'
import { preview } from './fixtures'
import { usePreview } from './previewRule'

/** A server that answers when the test says so, in whatever order. */
function slowServer() {
  const answers: { rule: unknown; with: (count: number) => void; ended: boolean }[] = []
  const exchange: Exchange = () => (operations) =>
    pipe(
      operations,
      filter(({ kind }) => kind === 'query'),
      mergeMap((operation: Operation) =>
        pipe(
          make<ReturnType<typeof makeResult>>((observer) => {
            const answer = {
              rule: (operation.variables as { rule: unknown }).rule,
              ended: false,
              with: (count: number) => observer.next(makeResult(operation, preview(count))),
            }
            answers.push(answer)
            return () => {
              answer.ended = true
            }
          }),
          takeUntil(
            pipe(
              operations,
              filter(({ kind, key }) => kind === 'teardown' && key === operation.key),
            ),
          ),
        ),
      ),
    )
  return {
    answers,
    client: new Client({ url: '/graphql', exchanges: [exchange], preferGetMethod: false }),
  }
}

const rule = (lt: number): RuleInput => ({ visits: { lt } })

const listen = () => () => true
const connection = { state: () => 'live', subscribe: listen, onReconnected: listen }

test('an answer that comes too late is dropped, and the old number stays until the new one', async () => {
  const { answers, client } = slowServer()
  const session = createSession(createFakeBrowser())
  const wrapper = ({ children }: { children: ReactNode }) => (
    <SessionProvider value={session}>
      <ConnectionProvider value={connection as unknown as Connection}>
        <Provider value={client}>{children}</Provider>
      </ConnectionProvider>
    </SessionProvider>
  )
  const places = new Map([['root', '']])
  const { result, rerender } = renderHook(
    (lt: number) => usePreview({ rule: rule(lt), places, segmentId: null }),
    { wrapper, initialProps: 1 },
  )
  await waitFor(() => expect(answers).toHaveLength(1))
  act(() => answers[0]?.with(100))
  expect(result.current).toMatchObject({ fresh: true, preview: { count: 100 } })
  expect([...result.current.counts]).toEqual([['root', 100]])

  rerender(2)
  await waitFor(() => expect(answers).toHaveLength(2))
  rerender(3)
  expect(answers[1]?.ended).toBe(true)
  act(() => answers[1]?.with(200))
  expect(result.current).toMatchObject({ fresh: false, preview: { count: 100 } })
  await waitFor(() => expect(answers).toHaveLength(3))
  act(() => answers[2]?.with(300))
  expect(result.current).toMatchObject({ fresh: true, preview: { count: 300 } })
  expect(answers.map((answer) => answer.rule)).toEqual([rule(1), rule(2), rule(3)])
})
