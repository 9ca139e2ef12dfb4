// GraphQL over server-sent events, "distinct connections", by the library that
// defines it and by hand.
import { strict as assert } from 'node:assert'
import { after, before, describe, test } from 'node:test'
import { createClient } from 'graphql-sse'
import { Stack } from '../e2e/support/stack.mjs'
import { draft } from './support/campaigns.mjs'
import { all } from './support/results.mjs'

const EVENTS = { accept: 'text/event-stream' }

describe('graphql-sse', { concurrency: false }, () => {
  let stack

  const connect = (options = {}) =>
    createClient({ url: `${stack.url}/graphql`, retryAttempts: 0, ...options })

  const inUrl = ({ query, variables = {} }) => {
    const url = new URL(`${stack.url}/graphql`)
    url.searchParams.set('query', query)
    url.searchParams.set('variables', JSON.stringify(variables))
    return url
  }

  before(async () => {
    stack = await Stack.start()
  })

  after(async () => {
    await stack?.stop()
  })

  test('a query has one result and completes', async () => {
    const heard = await all(connect().iterate({ query: '{ viewer { id } }' }))
    assert.deepEqual(heard, [{ data: { viewer: { id: 'local-admin' } } }])
  })

  test('a mutation runs', async () => {
    const campaign = await draft(stack.url, 'By stream')
    const [result] = await all(connect().iterate(campaign.rename))
    assert.deepEqual(result, { data: { campaignUpdate: { userErrors: [] } } })
    assert.equal(await campaign.name(), 'By stream, renamed')
  })

  test('a subscription shows how things stand, then each change', async () => {
    const campaign = await draft(stack.url, 'Followed')
    const results = connect().iterate(campaign.follow)
    assert.equal((await results.next()).value.data.campaignProgress.status, 'DRAFT')
    await campaign.launch()
    let last
    for await (const { data } of results) {
      last = data.campaignProgress
      if (last.status === 'COMPLETED') break
    }
    assert.equal(last.campaign.name, 'Followed')
  })

  test('a subscription to what does not exist completes', async () => {
    const campaign = await draft(stack.url, 'Another')
    const follow = { ...campaign.follow, variables: { id: 'cam_zz' } }
    assert.deepEqual(await all(connect().iterate(follow)), [])
  })

  test('a document with faults is a result with an error that has a code', async () => {
    const codes = { '{': 'GRAPHQL_PARSE_FAILED', '{ nope }': 'GRAPHQL_VALIDATION_FAILED' }
    codes['{a'.repeat(5000)] = 'DOCUMENT_REFUSED'
    for (const [query, code] of Object.entries(codes)) {
      const [result, ...more] = await all(connect().iterate({ query }))
      assert.deepEqual(more, [])
      assert.equal(result.data, undefined)
      assert.equal(result.errors[0].extensions.code, code)
    }
  })

  test('a query and a subscription run by GET, to the end', async () => {
    const query = await fetch(inUrl({ query: '{ viewer { id } }' }), { headers: EVENTS })
    assert.match(query.headers.get('content-type'), /^text\/event-stream/)
    const text = await query.text()
    assert.ok(
      text.endsWith(
        'event: next\ndata: {"data":{"viewer":{"id":"local-admin"}}}\n\nevent: complete\ndata:\n\n',
      ),
      text,
    )
    const campaign = await draft(stack.url, 'Another')
    const follow = inUrl({ ...campaign.follow, variables: { id: 'cam_zz' } })
    assert.ok(
      (await (await fetch(follow, { headers: EVENTS })).text()).endsWith('complete\ndata:\n\n'),
    )
  })

  test('a mutation by GET is refused and changes nothing', async () => {
    const campaign = await draft(stack.url, 'Untouched')
    const answer = await fetch(inUrl(campaign.rename), { headers: EVENTS })
    assert.equal(answer.status, 405)
    assert.equal(answer.headers.get('allow'), 'POST')
    assert.equal((await answer.json()).errors[0].extensions.code, 'METHOD_NOT_ALLOWED')
    assert.equal(await campaign.name(), 'Untouched')
  })

  test('a stream in which nothing happens has a heartbeat', async () => {
    const campaign = await draft(stack.url, 'Quiet')
    const answer = await fetch(inUrl(campaign.follow), { headers: EVENTS })
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader()
    let heard = ''
    while (heard.split(':\n\n').length < 3) heard += (await reader.read()).value
    assert.match(heard, /^:\n\nevent: next\ndata: .*\n\n:\n\n$/)
    await reader.cancel()
  })

  test('a server that stops ends its streams, and a client that comes again goes on', async () => {
    const campaign = await draft(stack.url, 'Restarted')
    const client = connect({
      retryAttempts: 100,
      retry: () => new Promise((resolve) => setTimeout(resolve, 100)),
    })
    const results = client.iterate(campaign.follow)
    await results.next()
    await stack.stopServer()
    await stack.startServer()
    const again = (await results.next()).value.data.campaignProgress
    assert.equal(again.campaign.name, 'Restarted')
    await results.return()
  })
})
