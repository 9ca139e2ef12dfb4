// `make web-bench`: what the client weighs and how quickly it answers, in a real
// browser on the demonstration data, each figure beside its target. It measures
// and asserts nothing: on a busy machine figures are missed that an idle one
// meets, so they are no test.
import { parseArgs } from 'node:util'
import { launchBrowser } from '../e2e/support/browser.mjs'
import { startDemonstration } from '../e2e/support/demonstration.mjs'
import { measureInteractions } from './interactions.mjs'
import { measureLighthouse } from './lighthouse.mjs'
import { measureScrolling } from './scrolling.mjs'
import { printTable } from './table.mjs'
import { measureTyping } from './typing.mjs'
import { measureWeight } from './weight.mjs'

const parts = {
  weight: measureWeight,
  interactions: measureInteractions,
  typing: measureTyping,
  scrolling: measureScrolling,
  lighthouse: measureLighthouse,
}

const { values: flags } = parseArgs({
  options: {
    only: { type: 'string', default: Object.keys(parts).join() },
    customers: { type: 'string', default: '50000' },
    help: { type: 'boolean', default: false },
  },
})
const chosen = flags.only.split(',')
const unknown = chosen.filter((name) => !Object.hasOwn(parts, name))

if (flags.help || unknown.length > 0) {
  for (const name of unknown) console.error(`There is no part called "${name}".`)
  console.log(
    `Usage: make web-bench BENCH="[--only ${Object.keys(parts).join()}] [--customers 50000]"`,
  )
  process.exitCode = flags.help ? 0 : 2
} else {
  await measure()
}

async function measure() {
  const place = process.env.XENO_URL || `${flags.customers} customers and their orders`
  console.log(`Opening ${place}`)
  const demonstration = await startDemonstration(Number(flags.customers))
  const browser = await launchBrowser()
  try {
    const ids = await idsOf(demonstration.api)
    const rows = []
    for (const name of chosen) {
      console.log(`Measuring: ${name}`)
      rows.push(...(await parts[name]({ browser, ids, ...demonstration })))
    }
    console.log(`\nChromium ${browser.version()}, ${place}\n`)
    printTable(rows)
  } finally {
    await browser.close()
    await demonstration.stop()
  }
}

/** What the measured addresses are made of. */
async function idsOf(api) {
  const { segments, campaigns, customers } = await api.ask(`{
    segments(first: 1) { nodes { id } }
    campaigns(first: 1) { nodes { id } }
    customers(first: 1, sort: SPEND) { nodes { id } }
  }`)
  const [segment, campaign, customer] = [segments, campaigns, customers].map(({ nodes }) =>
    encodeURIComponent(nodes[0].id),
  )
  return { segment, campaign, customer }
}
