// @vitest-environment jsdom
import { act, screen, waitFor, within } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { expect, test } from 'vitest'
import { createFakeServer } from '../../test/fakeServer'
import { holdBack } from '../../test/holdBack'
import { renderApp } from '../../test/renderApp'
import { preview, ruleFields, segment, segmentList } from './fixtures'

test('segments are listed in words, and found by their names', async () => {
  const other = segment({ id: 'segment_2', name: 'VIPs', sentence: 'have the tag vip' })
  const server = createFakeServer({
    Segments: ({ search }) => (search ? segmentList(other) : segmentList(segment(), other)),
  })
  const { at } = renderApp('/segments', server)
  const user = userEvent.setup()
  expect(await screen.findByRole('link', { name: 'Win back' })).toHaveAttribute(
    'href',
    '/segments/segment_1',
  )
  expect(screen.getByText('have the tag vip')).toBeVisible()
  await user.type(screen.getByLabelText('Search segments'), 'vip')
  await waitFor(() => expect(screen.queryByText('Win back')).not.toBeInTheDocument())
  expect(await screen.findByRole('link', { name: 'VIPs' })).toBeVisible()
  const asked = server.asked('Segments')
  expect(asked.map(({ variables }) => variables['search'])).toEqual([null, 'vip'])
  expect(at()).toBe('/segments?search=vip')
})

test('a search that one comes back to is still there', async () => {
  const server = createFakeServer({ Segments: () => segmentList(segment()) })
  renderApp('/segments?search=win', server)
  expect(await screen.findByLabelText('Search segments')).toHaveValue('win')
  expect(await screen.findByRole('link', { name: 'Win back' })).toBeVisible()
  expect(server.received[0]?.variables['search']).toBe('win')
})

const counted = (count: number) => ({
  data: { segmentPreview: { __typename: 'SegmentPreview', count } },
})

test('each segment says how many it means; a count that fails hides nothing', async () => {
  const server = createFakeServer({
    Segments: () =>
      segmentList(segment(), segment({ id: 'segment_2' }), segment({ id: 'segment_3' })),
    SegmentCount: ({ rule }) => {
      const id = (rule as { segment: string }).segment
      if (id === 'segment_3') return { errors: [{ message: 'Too slow.' }] }
      return counted(id === 'segment_1' ? 1_23_456 : 1)
    },
  })
  renderApp('/segments', server)
  await waitFor(() =>
    expect(screen.getAllByTestId('segment-count').map(({ textContent }) => textContent)).toEqual([
      '1,23,456 customers',
      '1 customer',
      'Not counted',
    ]),
  )
})

test('no more than three are counted at a time, and the list does not wait', async () => {
  const ids = Array.from({ length: 8 }, (_, at) => `segment_${at}`)
  const server = createFakeServer({
    Segments: () => segmentList(...ids.map((id) => segment({ id, name: id }))),
    SegmentCount: () => counted(5),
  })
  const held = holdBack(server, 'SegmentCount')
  renderApp('/segments', held.server)
  expect(await screen.findByRole('link', { name: 'segment_7' })).toBeVisible()
  await waitFor(() => expect(held.waiting()).toBe(true))
  const asked = () => server.asked('SegmentCount').length
  expect(asked()).toBe(3)
  act(held.release)
  await waitFor(() => expect(screen.getAllByTestId('segment-count')).toHaveLength(8))
  expect(asked()).toBe(8)
})

test('focus goes to the first of the further segments that were asked for', async () => {
  const first = segmentList(segment())
  first.data.segments.pageInfo = {
    ...first.data.segments.pageInfo,
    hasNextPage: true,
    endCursor: 'a',
  }
  const server = createFakeServer({
    Segments: ({ after }) =>
      after === 'a' ? segmentList(segment({ id: 'segment_2', name: 'VIPs' })) : first,
  })
  renderApp('/segments', server)
  const user = userEvent.setup()
  await user.click(await screen.findByRole('button', { name: 'Show more' }))
  await waitFor(() => expect(screen.getByRole('link', { name: 'VIPs' })).toHaveFocus())
  expect(screen.getByRole('link', { name: 'Win back' })).toBeVisible()
})

test('where there is none yet, templates with live counts lead into the builder', async () => {
  const server = createFakeServer({
    Segments: () => segmentList(),
    TemplateCount: ({ rule }) => ({
      data: {
        segmentPreview: {
          __typename: 'SegmentPreview',
          count: JSON.stringify(rule) === '{"all":[{"orderCount":{"eq":0}}]}' ? 4_321 : 9,
        },
      },
    }),
    RuleFields: ruleFields,
    RulePreview: () => preview(4_321),
  })
  renderApp('/segments', server)
  const user = userEvent.setup()
  const card = await screen.findByRole('button', { name: /^Never bought/ })
  await waitFor(() => expect(card).toHaveTextContent('4,321'))
  await user.click(card)
  expect(await screen.findByRole('heading', { name: 'New segment', level: 1 })).toBeVisible()
  expect(await screen.findByLabelText('Field of condition 1')).toHaveValue('orderCount')
  expect(await screen.findByTestId('total')).toHaveTextContent('4,321')
})

test('a search without a hit says so instead of offering templates', async () => {
  renderApp('/segments', createFakeServer({ Segments: () => segmentList() }))
  const user = userEvent.setup()
  await user.type(await screen.findByLabelText('Search segments'), 'zzz')
  expect(await screen.findByText('No segment goes by “zzz”')).toBeVisible()
})

test('a page that could not be loaded comes by itself once the server is reached', async () => {
  const answers: Parameters<typeof createFakeServer>[0] = { SegmentCount: () => counted(5) }
  const { setConnection } = renderApp('/segments', createFakeServer(answers))
  expect(await screen.findByRole('alert')).toHaveTextContent('The segments could not be loaded')
  expect(screen.getByText('Reconnecting')).toBeVisible()
  answers['Segments'] = () => segmentList(segment())
  setConnection('idle')
  expect(await screen.findByRole('link', { name: 'Win back' })).toBeVisible()
  expect(screen.queryByRole('alert')).toBeNull()
  expect(screen.queryByText('Reconnecting')).toBeNull()
})

const countsOnScreen = () =>
  screen.getAllByTestId('template-count').map(({ textContent }) => textContent)

test('the counts of templates are asked for anew at each visit', async () => {
  let count = 0
  const server = createFakeServer({
    Segments: () => segmentList(),
    TemplateCount: () => ({ data: { segmentPreview: { __typename: 'SegmentPreview', count } } }),
    Customers: () => ({ data: null }),
  })
  renderApp('/segments', server)
  const user = userEvent.setup()
  await waitFor(() => expect(new Set(countsOnScreen())).toEqual(new Set(['0'])))
  count = 77
  const places = screen.getByRole('navigation', { name: 'Main' })
  await user.click(within(places).getByRole('link', { name: 'Customers' }))
  await screen.findByRole('heading', { name: 'Customers', level: 1 })
  await user.click(within(places).getByRole('link', { name: 'Segments' }))
  await waitFor(() => expect(new Set(countsOnScreen())).toEqual(new Set(['77'])))
  expect(screen.getAllByTestId('template-count')[0]).not.toHaveAttribute('data-stale')
})
