// Lighthouse on the desktop preset, the median of three runs a page.
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import lighthouse, { desktopConfig } from 'lighthouse'
import { chromium } from 'playwright-core'
import { freePort } from '../e2e/support/programs.mjs'
import { atLeast, atMost, median } from './table.mjs'

const RUNS = 3

const pagesOf = ({ segment, campaign }) => ({
  dashboard: '/',
  segments: '/segments',
  builder: `/segments/${segment}`,
  campaign: `/campaigns/${campaign}`,
  customers: '/customers',
})

export async function measureLighthouse({ url, headers, ids }) {
  const folder = await mkdtemp(join(tmpdir(), 'xeno-lighthouse-'))
  const port = await freePort()
  // A browser of its own: Lighthouse comes in by its debugging port, and signed
  // in by the cookie that its profile has.
  const context = await chromium.launchPersistentContext(folder, {
    executablePath: process.env.CHROMIUM || '/usr/bin/chromium',
    headless: true,
    args: ['--no-sandbox', '--disable-gpu', '--no-first-run', `--remote-debugging-port=${port}`],
  })
  try {
    const [name, value] = headers.cookie.split('=')
    await context.addCookies([{ name, value, url, httpOnly: true, sameSite: 'Lax' }])
    const rows = []
    for (const [page, path] of Object.entries(pagesOf(ids))) {
      rows.push(...(await measurePage(page, `${url}${path}`, port)))
    }
    return rows
  } finally {
    await context.close()
    await rm(folder, { recursive: true, force: true })
  }
}

async function measurePage(page, address, port) {
  const runs = []
  for (let run = 0; run < RUNS; run += 1) {
    const settings = {
      port,
      logLevel: 'error',
      onlyCategories: ['accessibility', 'best-practices', 'performance'],
    }
    const { lhr } = await lighthouse(address, settings, desktopConfig)
    for (const line of faultsIn(lhr)) console.log(`  ${page}: ${line}`)
    console.log(`  ${page}: ${speedOf(lhr)}`)
    runs.push(lhr)
  }
  const score = (category) => median(runs.map(({ categories }) => categories[category].score * 100))
  const shift = median(
    runs.map(({ audits }) => audits['cumulative-layout-shift'].numericValue ?? Infinity),
  )
  return [
    atLeast(`Lighthouse, ${page}: accessibility`, score('accessibility'), 100),
    atLeast(`Lighthouse, ${page}: best practices`, score('best-practices'), 100),
    atLeast(`Lighthouse, ${page}: performance`, score('performance'), 90),
    atMost(`Lighthouse, ${page}: layout shift`, shift, 0.1),
  ]
}

/** What the performance of a run is made of. */
function speedOf({ audits }) {
  const parts = {
    'first paint': 'first-contentful-paint',
    'largest paint': 'largest-contentful-paint',
    'speed index': 'speed-index',
    blocked: 'total-blocking-time',
  }
  const said = Object.entries(parts).map(
    ([name, id]) => `${name} ${Math.round(audits[id].numericValue ?? 0)} ms`,
  )
  return said.join(', ')
}

/** What keeps a run from full marks where those are promised. */
function faultsIn({ runtimeError, categories, audits }) {
  const refs = ['accessibility', 'best-practices'].flatMap((name) => categories[name].auditRefs)
  return [
    ...(runtimeError ? [runtimeError.message] : []),
    ...refs
      .filter(({ id, weight }) => weight > 0 && (audits[id].score ?? 1) < 1)
      .map(({ id }) => audits[id].title),
  ]
}
