import { expect, test } from 'vitest'
import { fields, fit, itemFields } from './fields'
import { doubledColumns, guessChoices, guessKind, missingFields, targetOf } from './mapping'

const columns = (header: string) => header.split(',')

test.each(['externalId', 'external_id', 'External ID', 'EXTERNAL-ID'])(
  'a header is known however it is spelt: %s',
  (header) => {
    const [id] = fields.customers
    expect(id && fit(id, header)).toBe(0)
  },
)

test('aliases are written folded', () => {
  for (const { aliases } of [...fields.customers, ...fields.orders, ...itemFields]) {
    for (const alias of aliases) expect(alias).toMatch(/^[a-z]+$/)
  }
})

test('headers are guessed as the command line guesses them, and the rest is left out', () => {
  expect(guessChoices('orders', columns('order_id,customer_id,placed_at,quantity,amount'))).toEqual(
    ['externalId', 'customerExternalId', 'placedAt', '', 'amount'],
  )
  expect(
    guessChoices('customers', columns('ID,Customer ID,E-Mail,attributes.tier,shoe size')),
  ).toEqual(['', 'externalId', 'email', 'attribute:text', ''])
})

test('the kind is guessed from what the headers have', () => {
  expect(guessKind(columns('id,customer,date,amount'))).toBe('orders')
  expect(guessKind(columns('customer_id,name,email,visits'))).toBe('customers')
  expect(guessKind(columns('foo,bar'))).toBe('customers')
})

test('what a row cannot do without is missed', () => {
  expect(missingFields('orders', ['externalId', 'amount']).map(({ name }) => name)).toEqual([
    'customerExternalId',
    'placedAt',
  ])
})

test('two columns must not go to one place', () => {
  expect(doubledColumns('customers', columns('a,b,c'), ['name', 'city', 'name'])).toEqual([2])
  expect(
    doubledColumns('customers', columns('tier,attributes.tier,x,y'), [
      'attribute:text',
      'attribute:number',
      '',
      '',
    ]),
  ).toEqual([1])
})

test('an attribute is called as its column', () => {
  expect(targetOf('customers', 'attribute:number', 'Shoe size')).toEqual({
    path: 'attributes.Shoe size',
    shape: 'number',
    attribute: 'Shoe size',
  })
  expect(targetOf('customers', 'attribute:text', 'attributes.tier')?.path).toBe('attributes.tier')
  expect(targetOf('orders', 'attribute:text', 'tier')).toBeNull()
})
