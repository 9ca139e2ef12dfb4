// GraphQL over HTTP by the public suite of the specification's own reference
// implementation: every MUST and every SHOULD holds, and every MAY, too.
import { strict as assert } from 'node:assert'
import { after, before, describe, test } from 'node:test'
import { serverAudits } from 'graphql-http'
import { Stack } from '../e2e/support/stack.mjs'

describe('GraphQL over HTTP', { concurrency: false }, () => {
  let stack

  before(async () => {
    stack = await Stack.start()
  })

  after(async () => {
    await stack?.stop()
  })

  const audits = serverAudits({ url: () => `${stack.url}/graphql` })

  test('the suite asks what it should', () => {
    const asked = (word) => audits.filter(({ name }) => name.startsWith(word)).length
    assert.ok(asked('MUST') >= 13 && asked('SHOULD') >= 20, `${audits.length} audits`)
  })

  for (const { id, name, fn } of audits) {
    test(`${id} ${name}`, async () => {
      const result = await fn()
      assert.equal(result.status, 'ok', result.reason)
    })
  }
})
