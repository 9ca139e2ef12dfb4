// The Model Context Protocol by its own conformance suite, and by the client of
// its own SDK, which holds every answer of a tool against the tool's schema. The
// suite is the last that runs on Node 20.
import { strict as assert } from 'node:assert'
import { execFile } from 'node:child_process'
import { createServer, request as ask } from 'node:http'
import { createRequire } from 'node:module'
import { after, before, describe, test } from 'node:test'
import { promisify } from 'node:util'
import { Client } from '@modelcontextprotocol/sdk/client/index.js'
import { StreamableHTTPClientTransport } from '@modelcontextprotocol/sdk/client/streamableHttp.js'
import { Api } from '../e2e/support/api.mjs'
import { until } from '../e2e/support/programs.mjs'
import { Stack } from '../e2e/support/stack.mjs'

const SCENARIOS = [
  'server-initialize',
  'ping',
  'tools-list',
  'tools-call-error',
  'dns-rebinding-protection',
]
const suite = createRequire(import.meta.url).resolve(
  '@modelcontextprotocol/conformance/dist/index.js',
)
const run = promisify(execFile)

/**
 * The suite brings no key and calls a tool that fails by a name of its own. So
 * it talks to this, which brings the key, and makes of that name one of our
 * tools that has to fail; all else, Host and Origin too, goes on as it came.
 */
function inPlaceOfTheSuite(stack, key) {
  const other = new URL(stack.url)
  return createServer(async (request, response) => {
    const chunks = []
    for await (const chunk of request) chunks.push(chunk)
    const text = Buffer.concat(chunks).toString()
    const body = text.replace(
      /"name":"test_error_handling","arguments":\{\}/,
      '"name":"read_campaign","arguments":{"id":"cam_zz"}',
    )
    const { 'content-length': _, ...headers } = request.headers
    const onward = ask(
      {
        host: other.hostname,
        port: other.port,
        path: request.url,
        method: request.method,
        setHost: false,
        headers: { ...headers, authorization: `Bearer ${key}` },
      },
      (answer) => {
        response.writeHead(answer.statusCode, answer.headers)
        answer.pipe(response)
      },
    )
    onward.on('error', () => response.destroy())
    onward.end(body)
  })
}

describe('Model Context Protocol', { concurrency: false }, () => {
  let stack
  let key
  let proxy
  let client
  let launched

  before(async () => {
    stack = await Stack.start({ LOG: 'trace' })
    key = (await new Api(stack).createKey('An agent')).secret
    proxy = inPlaceOfTheSuite(stack, key)
    await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve))
    client = new Client({ name: 'protocol-tests', version: '1' })
    const headers = { authorization: `Bearer ${key}` }
    await client.connect(
      new StreamableHTTPClientTransport(new URL(`${stack.url}/mcp`), { requestInit: { headers } }),
    )
  })

  after(async () => {
    await client?.close()
    proxy?.close()
    proxy?.closeAllConnections()
    await stack?.stop()
  })

  for (const scenario of SCENARIOS) {
    test(`conformance: ${scenario}`, async () => {
      const url = `http://127.0.0.1:${proxy.address().port}/mcp`
      const options = ['server', '--url', url, '--scenario', scenario, '--verbose']
      const { stdout } = await run(process.execPath, [suite, ...options]).catch((failed) => {
        throw new Error(`${failed.stdout}\n${failed.stderr}`)
      })
      assert.match(stdout, /"status": "SUCCESS"/)
      assert.doesNotMatch(stdout, /"status": "(FAILURE|WARNING|SKIPPED)"/)
    })
  }

  test('the client of the SDK takes every tool and every answer', async () => {
    const { tools } = await client.listTools()
    const called = new Set()
    const call = async (name, args = {}) => {
      const result = await client.callTool({ name, arguments: args })
      assert.equal(result.isError, false, JSON.stringify(result))
      called.add(name)
      return result.structuredContent
    }
    const finished = async ({ batchId }) =>
      until(
        'the rows are stored',
        async () => (await call('ingest_progress', { batchId })).finished,
      )
    await finished(
      await call('add_customers', {
        rows: [
          { externalId: 'a', name: 'Asha', phone: '+919800000001', city: 'Pune', visits: null },
        ],
      }),
    )
    await finished(
      await call('add_orders', {
        rows: [
          {
            externalId: 'o',
            customerExternalId: 'a',
            amount: 10.5,
            placedAt: '2026-01-01T00:00:00Z',
            items: [{ sku: 's', quantity: 1, price: '10.50' }],
          },
        ],
      }),
    )
    await call('rule_fields')
    await call('read_rule_from_text', { text: 'who like jazz' })
    const { rule } = await call('read_rule_from_text', { text: 'from Pune' })
    await call('preview_segment', { rule })
    const segment = await call('save_segment', { name: 'Pune', rule })
    await call('list_segments')
    await call('preview_message', { message: 'Hi {{ first_name }}', rule })
    const { id } = await call('create_campaign', {
      name: 'Diwali',
      segmentId: segment.id,
      message: 'Hi {{ first_name }}',
    })
    const { confirmation } = await call('simulate_campaign', { id })
    launched = confirmation
    await call('launch_campaign', { id, confirmation })
    await until('the campaign is completed', async () => {
      const { campaign } = await call('read_campaign', { id })
      return campaign.status === 'COMPLETED'
    })
    await call('list_campaigns', { status: ['COMPLETED'] })
    await call('dashboard', { from: '2025-01-01T00:00:00Z' })
    assert.deepEqual([...called].toSorted(), tools.map(({ name }) => name).toSorted())
  })

  test('the client of the SDK reads resources and prompts, and sees a refusal', async () => {
    const { resources } = await client.listResources()
    for (const { uri } of resources) {
      const { contents } = await client.readResource({ uri })
      assert.ok(contents[0].text.length > 100, uri)
    }
    const { prompts } = await client.listPrompts()
    assert.equal(prompts.length, 2)
    const refused = await client.callTool({ name: 'read_campaign', arguments: { id: 'cam_zz' } })
    assert.equal(refused.isError, true)
    assert.match(refused.content[0].text, /There is no campaign cam_zz/)
  })

  test('the log, however much it says, holds no key and no confirmation', () => {
    assert.match(stack.serverOutput, /TRACE/)
    for (const secret of [key, launched]) assert.ok(secret && !stack.serverOutput.includes(secret))
  })

  test('no page stands where a client asks how to sign in', async () => {
    const response = await fetch(`${stack.url}/.well-known/oauth-protected-resource`)
    assert.equal(response.status, 404)
    assert.doesNotMatch(await response.text(), /<html/i)
  })

  test('a client without a key is told to bring one', async () => {
    const stranger = new Client({ name: 'stranger', version: '1' })
    const transport = new StreamableHTTPClientTransport(new URL(`${stack.url}/mcp`))
    await assert.rejects(stranger.connect(transport), /401|Unauthorized|API key/)
  })
})
