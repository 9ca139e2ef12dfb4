// A list behind cursors, loaded page by page and kept as one.
//
// Each page begins where the one before it ends now: when a page has changed at
// its source, those behind it are asked for again, so that a row which was
// pushed over an edge is neither lost nor shown twice.
import type { AnyVariables, Client, CombinedError, TypedDocumentNode } from '@urql/core'

export interface Page<Node> {
  readonly nodes: readonly Node[]
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor?: string | null }
}

export interface Listed<Node> {
  /** All that is loaded, in the list's order. */
  nodes: readonly Node[]
  /** Nothing has been answered yet. */
  loading: boolean
  /** Whether there is more behind the last one loaded. */
  hasMore: boolean
  /** More is on its way. */
  fetching: boolean
  /** Why the newest page is missing. */
  error: CombinedError | undefined
}

export interface Pages<Node> {
  /** Loads while somebody listens; returns what ends it. */
  subscribe: (listener: () => void) => () => void
  snapshot: () => Listed<Node>
  /** Asks for the next page, unless one is on its way. */
  more: () => void
  /** Asks again for the page that failed, or else for the first one. */
  refresh: () => void
}

interface Slot<Node> {
  after: string | null
  page: Page<Node> | null
  error: CombinedError | undefined
  fetching: boolean
  stop: () => void
}

interface Source<Data, Variables extends AnyVariables, Node> {
  client: Client
  query: TypedDocumentNode<Data, Variables>
  /** The variables of the page behind a cursor; null is the front. */
  variables: (after: string | null) => Variables
  /** The page in an answer; null where what it belongs to is not there. */
  read: (data: Data) => Page<Node> | null
}

const nothing: Page<never> = { nodes: [], pageInfo: { hasNextPage: false } }

export function createPages<Data, Variables extends AnyVariables, Node extends { id: string }>(
  source: Source<Data, Variables, Node>,
): Pages<Node> {
  const listeners = new Set<() => void>()
  let slots: Slot<Node>[] = []
  let shown = summary(slots)

  function changed(): void {
    shown = summary(slots)
    for (const listener of listeners) listener()
  }

  function load(index: number, after: string | null, fresh = false): void {
    const before = slots[index]
    before?.stop()
    const slot: Slot<Node> = {
      after,
      page: before?.page ?? null,
      error: undefined,
      fetching: true,
      stop: () => {},
    }
    slots[index] = slot
    const requestPolicy = fresh ? 'network-only' : 'cache-and-network'
    const { unsubscribe } = source.client
      .query(source.query, source.variables(after), { requestPolicy })
      .subscribe(({ data, error, stale }) => {
        slot.fetching = stale
        slot.error = error
        if (data) {
          slot.page = source.read(data) ?? nothing
          chain(slots.indexOf(slot))
        }
        changed()
      })
    slot.stop = unsubscribe
  }

  /** The page behind begins where this one ends. */
  function chain(index: number): void {
    const next = slots[index + 1]
    if (!next) return
    const end = endOf(slots[index])
    if (end === null) {
      for (const { stop } of slots.splice(index + 1)) stop()
    } else if (end !== next.after) {
      load(index + 1, end)
    }
  }

  return {
    snapshot: () => shown,
    subscribe: (listener) => {
      listeners.add(listener)
      if (listeners.size === 1) {
        if (slots.length === 0) load(0, null)
        else for (const [index, { after }] of slots.entries()) load(index, after)
        changed()
      }
      return () => {
        listeners.delete(listener)
        if (listeners.size === 0) for (const { stop } of slots) stop()
      }
    },
    more: () => {
      const end = endOf(slots.at(-1))
      if (end === null || slots.some(({ fetching }) => fetching)) return
      load(slots.length, end)
      changed()
    },
    refresh: () => {
      const failed = slots.findIndex(({ error }) => error)
      const index = Math.max(0, failed)
      load(index, slots[index]?.after ?? null, true)
      changed()
    },
  }

  function endOf(slot: Slot<Node> | undefined): string | null {
    const info = slot?.page?.pageInfo
    return info?.hasNextPage ? (info.endCursor ?? null) : null
  }

  function summary(all: Slot<Node>[]): Listed<Node> {
    const byId = new Map(
      all.flatMap(({ page }) => page?.nodes ?? []).map((node) => [node.id, node]),
    )
    const last = all.at(-1)
    return {
      nodes: [...byId.values()],
      loading: (all[0]?.page ?? null) === null && !all[0]?.error,
      hasMore: last !== undefined && (last.page === null || endOf(last) !== null),
      fetching: all.some(({ fetching }) => fetching),
      error: all.find(({ error }) => error)?.error,
    }
  }
}
