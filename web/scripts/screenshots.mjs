// Every page as people see it: light and dark, on a desk and on a phone, with
// the demonstration data and a campaign that runs meanwhile. `make screenshots`
// calls it. All go to the folder SCREENSHOTS; those that the README shows go to
// README_SCREENSHOTS too, where that is set, small enough to be kept under version control.
// ONLY="dashboard,segment" takes some of them.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { launchBrowser, NARROW, openPage, WIDE } from '../e2e/support/browser.mjs'
import { startDemonstration } from '../e2e/support/demonstration.mjs'
import { until } from '../e2e/support/programs.mjs'
import { scenes } from './scenes.mjs'

const folder = process.env.SCREENSHOTS || '../.local/screenshots'
const readmeFolder = process.env.README_SCREENSHOTS
const only = process.env.ONLY?.split(',')
const WEBP_QUALITY = 80

/** What is drawn while the picture is taken would be half drawn on it. */
const STILL =
  '*, *::before, *::after { transition: none !important; caret-color: transparent !important }'

const demonstration = await startDemonstration()
const browser = await launchBrowser()
let running
try {
  await mkdir(folder, { recursive: true })
  running = await launchCampaign(demonstration.api)
  const known = { running, ...(await firstOfEach(demonstration.api)) }
  const taken = only ? scenes.filter(({ name }) => only.includes(name)) : scenes
  for (const colorScheme of ['light', 'dark']) {
    for (const viewport of [WIDE, NARROW]) {
      for (const scene of taken) await take(scene, known, { colorScheme, viewport })
    }
  }
  if (readmeFolder) {
    await mkdir(readmeFolder, { recursive: true })
    for (const scene of taken) if (scene.inReadme) await takeForReadme(scene, known)
  }
} finally {
  await browser.close()
  if (running) await cancelCampaign(demonstration.api, running)
  await demonstration.stop()
}

async function take(scene, known, options) {
  const file = `${scene.name}-${options.colorScheme}-${options.viewport.width}.png`
  await onScene(scene, known, options, async (page) => {
    if (scene.whole !== false) await showWhole(page, options.viewport)
    await page.screenshot({ path: join(folder, file) })
  })
  console.log(join(folder, file))
}

/** A window as high as the page, so that what sticks to its edges does so on the picture. */
async function showWhole(page, { width, height }) {
  const needed = await page.evaluate(() => document.documentElement.scrollHeight)
  await page.setViewportSize({ width, height: Math.max(height, needed) })
}

/** What fits the window, at twice the resolution, as WebP: Chromium writes that itself. */
async function takeForReadme(scene, known) {
  const file = join(readmeFolder, `${scene.name}.webp`)
  const options = { colorScheme: scene.inReadme, viewport: WIDE }
  await onScene(scene, known, options, async (page, context) => {
    const session = await context.newCDPSession(page)
    await session.send('Emulation.setDeviceMetricsOverride', {
      ...WIDE,
      deviceScaleFactor: 2,
      mobile: false,
    })
    const { data } = await session.send('Page.captureScreenshot', {
      format: 'webp',
      quality: WEBP_QUALITY,
    })
    await writeFile(file, Buffer.from(data, 'base64'))
  })
  console.log(file)
}

async function onScene(scene, known, options, look) {
  const visitor = scene.stranger ? { ...demonstration, headers: null } : demonstration
  const { page, context, faults, close } = await openPage(browser, visitor, options)
  await page.goto(scene.path(known))
  await scene.ready(page, known)
  await page.addStyleTag({ content: STILL })
  await page.evaluate(() => document.fonts.ready)
  await look(page, context)
  // A page that failed is a picture too; nobody may take it for what people see.
  if (faults.length > 0) throw new Error(`${scene.name}: ${faults.join(', ')}`)
  await close()
}

/** To everyone, quickly to a third of them and then slowly, so that it runs on every picture. */
async function launchCampaign(api) {
  const id = await api.createCampaign('Festive boxes are here', 800)
  await api.ask(
    'mutation ($id: ID!) { campaignLaunch(input: { id: $id }) { userErrors { message } } }',
    { id },
  )
  await until(
    'a third of the campaign is accepted',
    async () => {
      const { audience, accepted } = await api.totals(id)
      return audience > 0 && accepted > audience / 3
    },
    120_000,
  )
  await api.ask(
    `mutation ($id: ID!) {
      campaignUpdate(input: { id: $id, ratePerSecond: 15 }) { userErrors { message } }
    }`,
    { id },
  )
  return id
}

async function cancelCampaign(api, id) {
  await api.ask(
    'mutation ($id: ID!) { campaignCancel(input: { id: $id }) { userErrors { message } } }',
    { id },
  )
}

/** The ids that addresses are made of: a segment, and somebody with a history. */
async function firstOfEach(api) {
  const { segments, customers, campaigns } = await api.ask(`{
    segments(first: 20) { nodes { id name } }
    customers(first: 1, sort: SPEND) { nodes { id } }
    campaigns(first: 20) { nodes { id name } }
  }`)
  return {
    segment: segments.nodes.find(({ name }) => name === 'Worth winning back').id,
    customer: customers.nodes[0].id,
    ended: campaigns.nodes.find(({ name }) => name === 'We kept your cup warm').id,
  }
}
