import { useMemo, useState, useSyncExternalStore } from 'react'
import type { AnyVariables, TypedDocumentNode } from '@urql/core'
import { useClient } from 'urql'
import { createPages, type Listed, type Page, type Pages } from './pages'

interface PagesHook<Node> extends Listed<Node>, Pick<Pages<Node>, 'more' | 'refresh'> {
  /** What is shown is of the last question, as the new one has no answer yet. */
  outdated: boolean
}

/**
 * A list behind cursors. `read` must be the same function at each call. While
 * another question waits for its first answer, the last one's stays.
 */
export function usePages<Data, Variables extends AnyVariables, Node extends { id: string }>(
  query: TypedDocumentNode<Data, Variables & { after?: string | null }>,
  variables: Omit<Variables, 'after'>,
  read: (data: Data) => Page<Node> | null,
): PagesHook<Node> {
  const client = useClient()
  const question = JSON.stringify(variables)
  const pages = useMemo(
    () =>
      createPages({
        client,
        query,
        read,
        variables: (after) =>
          ({ ...JSON.parse(question), after }) as Variables & { after?: string | null },
      }),
    [client, query, read, question],
  )
  const now = useSyncExternalStore(pages.subscribe, pages.snapshot)
  const [last, setLast] = useState(now)
  const usable = !now.loading && !now.error
  if (usable && last !== now) setLast(now)
  const outdated = now.loading && !last.loading
  return { ...(outdated ? { ...last, hasMore: false } : now), outdated, ...pages }
}
