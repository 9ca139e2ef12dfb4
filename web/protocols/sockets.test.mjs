// graphql-transport-ws as the library that defines it speaks it.
import { strict as assert } from 'node:assert'
import { after, before, describe, test } from 'node:test'
import { CloseCode, createClient } from 'graphql-ws'
import WebSocket from 'ws'
import { Stack } from '../e2e/support/stack.mjs'
import { draft } from './support/campaigns.mjs'
import { all } from './support/results.mjs'

describe('graphql-ws', { concurrency: false }, () => {
  let stack
  const clients = []

  const connect = (options = {}) => {
    const client = createClient({
      url: `${stack.url.replace('http:', 'ws:')}/graphql/ws`,
      webSocketImpl: WebSocket,
      retryAttempts: 0,
      ...options,
    })
    clients.push(client)
    return client
  }

  before(async () => {
    stack = await Stack.start()
  })

  after(async () => {
    for (const client of clients) await client.dispose()
    await stack?.stop()
  })

  test('a query has one result and completes', async () => {
    const heard = await all(connect().iterate({ query: '{ viewer { id } }' }))
    assert.deepEqual(heard, [{ data: { viewer: { id: 'local-admin' } } }])
  })

  test('a mutation runs', async () => {
    const campaign = await draft(stack.url, 'By socket')
    const [result] = await all(connect().iterate(campaign.rename))
    assert.deepEqual(result, { data: { campaignUpdate: { userErrors: [] } } })
    assert.equal(await campaign.name(), 'By socket, renamed')
  })

  test('a subscription shows how things stand, then each change', async () => {
    const campaign = await draft(stack.url, 'Followed')
    const results = connect().iterate(campaign.follow)
    const first = (await results.next()).value.data.campaignProgress
    assert.equal(first.status, 'DRAFT')
    await campaign.launch()
    let last = first
    for await (const { data } of results) {
      assert.ok(
        data.campaignProgress.sequence > last.sequence ||
          data.campaignProgress.status !== last.status,
      )
      last = data.campaignProgress
      // Nobody is loaded, so it ends as soon as its audience is drawn.
      if (last.status === 'COMPLETED') break
    }
    assert.equal(last.campaign.name, 'Followed')
  })

  test('a subscription to what does not exist completes', async () => {
    const campaign = await draft(stack.url, 'Another')
    const follow = { ...campaign.follow, variables: { id: 'cam_zz' } }
    assert.deepEqual(await all(connect().iterate(follow)), [])
  })

  test('subscriptions share a socket, and one that ends leaves the others', async () => {
    const sockets = []
    const client = connect({ on: { opened: (socket) => sockets.push(socket) } })
    const campaigns = await Promise.all(
      ['One', 'Two', 'Three'].map((name) => draft(stack.url, name)),
    )
    const followed = campaigns.map(({ follow }) => client.iterate(follow))
    for (const results of followed) assert.equal((await results.next()).done, false)
    await followed[1].return()
    await campaigns[2].launch()
    const { value } = await followed[2].next()
    assert.notEqual(value.data.campaignProgress.status, 'DRAFT')
    await followed[0].return()
    await followed[2].return()
    assert.equal(sockets.length, 1)
  })

  test('a document with faults is an error with a code, and the socket lives on', async () => {
    const client = connect()
    const codes = { '{': 'GRAPHQL_PARSE_FAILED', '{ nope }': 'GRAPHQL_VALIDATION_FAILED' }
    codes['{a'.repeat(5000)] = 'DOCUMENT_REFUSED'
    for (const [query, code] of Object.entries(codes)) {
      await assert.rejects(all(client.iterate({ query })), (errors) => {
        assert.deepEqual(
          errors.map(({ extensions }) => extensions.code),
          [code],
        )
        return true
      })
    }
    assert.equal((await all(client.iterate({ query: '{ __typename }' }))).length, 1)
  })

  test('a ping is answered', async () => {
    const ponged = new Promise((resolve) => {
      const client = connect({
        lazy: false,
        keepAlive: 50,
        on: { pong: (received) => received && resolve(true) },
      })
      client.on('closed', () => resolve(false))
    })
    assert.equal(await ponged, true)
  })

  test('credentials that nobody can check are refused', async () => {
    const client = connect({ connectionParams: { Authorization: 'Bearer x' } })
    await assert.rejects(all(client.iterate({ query: '{ viewer { id } }' })), (event) => {
      assert.equal(event.code, CloseCode.Forbidden)
      return true
    })
  })

  test('a server that stops says so, and a client that comes again goes on', async () => {
    const campaign = await draft(stack.url, 'Restarted')
    const closed = []
    const client = connect({
      retryAttempts: 100,
      retryWait: () => new Promise((resolve) => setTimeout(resolve, 100)),
      shouldRetry: () => true,
      on: { closed: (event) => closed.push(event.code) },
    })
    const results = client.iterate(campaign.follow)
    await results.next()
    await stack.stopServer()
    await stack.startServer()
    const again = (await results.next()).value.data.campaignProgress
    assert.equal(again.campaign.name, 'Restarted')
    assert.equal(closed[0], 1001)
    await results.return()
  })
})
