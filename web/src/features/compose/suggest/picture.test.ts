import { expect, test } from 'vitest'
import { pictureAt } from './picture'

test('a path of our own server is a picture', () => {
  expect(pictureAt('/products/tea.webp')).toEqual({ kind: 'own', path: '/products/tea.webp' })
})

test.each(['svg', 'png', 'jpg', 'jpeg', 'webp', 'gif', 'avif', 'PNG'])(
  'so is one of %s',
  (kind) => {
    expect(pictureAt(`/products/tea.${kind}`)).toEqual({
      kind: 'own',
      path: `/products/tea.${kind}`,
    })
  },
)

test('an address elsewhere is a link', () => {
  const url = 'https://shop.example/tea.webp'
  expect(pictureAt(url)).toEqual({ kind: 'elsewhere', url })
})

test.each([
  null,
  undefined,
  '',
  '/',
  '//shop.example/tea.webp',
  '/\\shop.example/tea.webp',
  'http://shop.example/tea.webp',
  'javascript:alert(1)',
  'data:image/svg+xml,x',
  'tea.webp',
  '/products/tea',
  '/auth/login',
  '/graphql?query={viewer{id}}',
  '/graphql?query={viewer{id}}&name=/tea.webp',
  '/auth/login#tea.webp',
  '/products/tea.webp?size=2',
])('%s is neither', (imageUrl) => {
  expect(pictureAt(imageUrl)).toBeNull()
})
