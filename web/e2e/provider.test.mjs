// The door of a new installation in a real browser, with a real provider: the
// first admin lets themselves in, and whoever turns back is told so.
import { strict as assert } from 'node:assert'
import { after, before, describe, test } from 'node:test'
import { accessibilityFaults, launchBrowser, openPage } from './support/browser.mjs'
import { until } from './support/programs.mjs'
import { IdentityProvider } from './support/provider.mjs'
import { Stack } from './support/stack.mjs'

describe('the door of a new installation', { concurrency: false }, () => {
  let provider
  let stack
  let browser

  before(async () => {
    provider = await IdentityProvider.start()
    stack = await Stack.start(provider.settings)
    provider.serve(stack.url)
    browser = await launchBrowser()
  })

  after(async () => {
    await browser?.close()
    await stack?.stop()
    await provider?.stop()
  })

  /** A page of a stranger who came to the first page and is at the sign-in page. */
  async function openAsStranger() {
    const opened = await openPage(browser, { url: stack.url, headers: null })
    await opened.page.goto('/')
    await opened.page.waitForURL((url) => url.pathname === '/sign-in')
    return opened
  }

  const goToProvider = (page) =>
    page.getByRole('link', { name: `Sign in with ${new URL(provider.issuer).host}` }).click()

  /** What the page did wrong beside what it was to do: visit the provider, be refused. */
  const unforeseen = (faults) =>
    faults.filter((fault) => !fault.includes(provider.issuer) && !/status of 40[01]/.test(fault))

  test('whoever runs the server becomes the first admin with the code that it printed', async () => {
    const { page, faults, close } = await openAsStranger()
    assert.equal(await page.getByRole('button', { name: 'Continue as local admin' }).count(), 0)
    await goToProvider(page)
    await page.getByLabel('Account').fill('asha')
    await page.getByRole('button', { name: 'Continue' }).click()

    await page.getByRole('heading', { name: 'An admin has to let you in' }).waitFor()
    await page.getByText('You are signed in as asha').waitFor()
    assert.deepEqual(await accessibilityFaults(page), [])
    const code = page.getByLabel('Set-up code')
    await code.fill('setup_guessed')
    await page.getByRole('button', { name: 'Become the first admin' }).click()
    await page.getByText('This code is not, or no longer, of use.').waitFor()
    const [printed] = await until('the code is printed', () =>
      /setup_[\w-]+/.exec(stack.serverOutput),
    )
    await code.fill(printed)
    await page.getByRole('button', { name: 'Become the first admin' }).click()

    await page.getByRole('heading', { name: 'Dashboard', level: 1 }).waitFor()
    assert.equal(new URL(page.url()).pathname, '/')
    await page.getByText('asha', { exact: true }).waitFor()
    await page.getByRole('button', { name: 'Sign out' }).click()
    await page.getByRole('heading', { name: 'Sign in' }).waitFor()
    assert.deepEqual(unforeseen(faults), [])
    await close()
  })

  test('whoever turns back at the provider is told so and may try again', async () => {
    const { page, faults, close } = await openAsStranger()
    await goToProvider(page)
    await page.getByRole('button', { name: 'Turn back' }).click()

    await page.getByRole('alert').getByText('did not let you through').waitFor()
    assert.equal(new URL(page.url()).pathname, '/sign-in')
    await goToProvider(page)
    await page.getByLabel('Account').waitFor()
    assert.deepEqual(unforeseen(faults), [])
    await close()
  })
})
