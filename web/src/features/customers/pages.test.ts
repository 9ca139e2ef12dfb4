import { expect, test, vi } from 'vitest'
import { createXenoClient } from '../../lib/client'
import { createFakeServer } from '../../test/fakeServer'
import { createFakeBrowser } from '../../test/fakeBrowser'
import { createFakeConnection } from '../../test/fakeConnection'
import { createSession } from '../../lib/session'
import { CustomersQueryDocument, readCustomers } from './customersQuery'
import { customer, page } from './fixtures'
import { createPages } from './pages'

/** A list of customers by name, two a page, that a test may change. */
function source() {
  const state = { names: ['e', 'd', 'c', 'b', 'a'], down: false }
  const server = createFakeServer({
    Customers: ({ after }) => {
      if (state.down) return { errors: [{ message: 'Down' }] as never }
      const from = after === null ? 0 : state.names.indexOf(String(after)) + 1
      const some = state.names.slice(from, from + 2)
      const end = from + 2 < state.names.length ? (some.at(-1) ?? null) : null
      const nodes = some.map((name) => customer({ id: name, name }))
      return { data: { customers: page('CustomerConnection', nodes, end) } }
    },
  })
  const client = createXenoClient(
    createSession(createFakeBrowser()),
    createFakeConnection().connection,
    [server.exchange],
  )
  const pages = createPages({
    client,
    query: CustomersQueryDocument,
    variables: (after) => ({ first: 2, after, search: null, sort: null }),
    read: readCustomers,
  })
  const names = () => pages.snapshot().nodes.map(({ id }) => id)
  const settled = () => vi.waitFor(() => expect(pages.snapshot().fetching).toBe(false))
  return { state, pages, names, settled, server }
}

test('pages become one list, and the last one ends it', async () => {
  const { pages, names, settled, server } = source()
  const stop = pages.subscribe(() => {})
  expect(pages.snapshot()).toMatchObject({ loading: true, nodes: [], hasMore: true })
  await settled()
  expect(names()).toEqual(['e', 'd'])
  pages.more()
  await settled()
  pages.more()
  await settled()
  expect(pages.snapshot().hasMore).toBe(false)
  pages.more()
  expect(names()).toEqual(['e', 'd', 'c', 'b', 'a'])
  expect(server.received).toHaveLength(3)
  stop()
})

test('a row that a new one pushes over an edge is shown once and not lost', async () => {
  const { state, pages, names, settled } = source()
  const stop = pages.subscribe(() => {})
  await settled()
  pages.more()
  await settled()
  state.names = ['f', ...state.names]
  pages.refresh()
  await settled()
  expect(names()).toEqual(['f', 'e', 'd', 'c'])
  stop()
})

test('a page that fails leaves those before it and is asked for again by itself', async () => {
  const { state, pages, names, settled, server } = source()
  const stop = pages.subscribe(() => {})
  await settled()
  state.down = true
  pages.more()
  await settled()
  expect(names()).toEqual(['e', 'd'])
  expect(pages.snapshot().error?.message).toContain('Down')
  const asked = server.received.length
  pages.more()
  expect(pages.snapshot().fetching).toBe(false)
  expect(server.received).toHaveLength(asked)
  state.down = false
  pages.refresh()
  await settled()
  expect(names()).toEqual(['e', 'd', 'c', 'b'])
  expect(pages.snapshot().error).toBeUndefined()
  stop()
})
