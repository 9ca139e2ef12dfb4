// What a page costs on the wire, compressed as the server sends it: script and
// style that every page loads, and what each page loads beside it.
import { openPage } from '../e2e/support/browser.mjs'
import { atMost } from './table.mjs'

const FIRST_LOAD_KB = 230
const PAGE_KB = 130

const pagesOf = ({ segment, campaign, customer }) => ({
  dashboard: '/',
  campaigns: '/campaigns',
  campaign: `/campaigns/${campaign}`,
  composer: '/campaigns/new',
  segments: '/segments',
  builder: `/segments/${segment}`,
  customers: '/customers',
  customer: `/customers/${customer}`,
  import: '/import',
  settings: '/settings/keys',
})

export async function measureWeight({ browser, ids, ...server }) {
  const document = await (await fetch(`${server.url}/`, { headers: server.headers })).text()
  const isFirst = (path) => document.includes(`"${path}"`)
  const rows = []
  for (const [name, path] of Object.entries(pagesOf(ids))) {
    const loaded = await loadedBy(browser, server, path)
    const sum = (wanted) =>
      loaded.filter((file) => isFirst(file.path) === wanted).reduce((kb, file) => kb + file.kb, 0)
    if (rows.length === 0) rows.push(atMost('First load', round(sum(true)), FIRST_LOAD_KB, 'KB'))
    rows.push(atMost(`  and for the page: ${name}`, round(sum(false)), PAGE_KB, 'KB'))
  }
  return rows
}

/** Each script and style that the page asks for, in a browser that has seen nothing. */
async function loadedBy(browser, server, path) {
  const { page, close } = await openPage(browser, server)
  const files = []
  page.on('requestfinished', (request) => {
    if (!['script', 'stylesheet'].includes(request.resourceType())) return
    const size = request.sizes().then(({ responseBodySize }) => ({
      path: new URL(request.url()).pathname,
      kb: responseBodySize / 1000,
    }))
    files.push(size)
  })
  await page.goto(path)
  await page.getByRole('heading', { level: 1 }).waitFor()
  // What comes late stands in for itself until it is there.
  await page.waitForFunction(() => !document.querySelector('.mantine-Skeleton-root'))
  await page.waitForLoadState('networkidle')
  const loaded = await Promise.all(files)
  await close()
  return loaded
}

const round = (kb) => Math.round(kb * 10) / 10
