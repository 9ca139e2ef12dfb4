// What there is to see, page by page: where it is and when it is all there.

const CSV = `Customer ID,Full name,Mobile,Email,City,Joined,Loyalty tier,Opt-in
C-1001,Aarav Sharma,98200 11223,aarav@example.com,Mumbai,2025-03-14,Gold,yes
C-1002,Diya Patel,98250 44556,diya@example.com,Ahmedabad,2025-06-02,Silver,yes
C-1003,Kabir Rao,98450 77889,kabir@example.com,Bengaluru,2026-01-20,,no
C-1004,Ananya Iyer,98400 99001,,Chennai,2026-02-11,Platinum,yes
`

const heading = (name) => (page) => page.getByRole('heading', { name, level: 1 }).waitFor()

const press = (page, name) => page.getByRole('button', { name, exact: true }).click()

/** Nothing is on its way any more. */
async function settled(page) {
  await page.waitForFunction(
    () =>
      !document.querySelector('.mantine-Skeleton-root, [aria-busy="true"], .mantine-Loader-root'),
  )
  await page.waitForLoadState('networkidle')
}

/** A page that is there once its title is and nothing is loading. */
const plain = (name, path, title, more = {}) => ({
  name,
  path: () => path,
  ready: async (page) => {
    await heading(title)(page)
    await settled(page)
  },
  ...more,
})

/** `inReadme` names the scheme in which the README shows it. */
export const scenes = [
  {
    name: 'sign-in',
    stranger: true,
    path: () => '/sign-in',
    ready: (page) => page.getByRole('button', { name: 'Continue as local admin' }).waitFor(),
  },
  plain('dashboard', '/', 'Dashboard', { inReadme: 'light' }),
  plain('campaigns', '/campaigns', 'Campaigns'),
  {
    name: 'campaign',
    path: ({ running }) => `/campaigns/${encodeURIComponent(running)}`,
    inReadme: 'dark',
    ready: async (page) => {
      await page.getByText('Running', { exact: true }).waitFor()
      await page.getByText('Live', { exact: true }).waitFor()
      await settled(page)
    },
  },
  {
    name: 'campaign-ended',
    path: ({ ended }) => `/campaigns/${encodeURIComponent(ended)}`,
    ready: async (page) => {
      await page.getByText('Completed', { exact: true }).waitFor()
      await page.getByRole('group', { name: 'The suggested summary' }).waitFor()
      await settled(page)
    },
  },
  {
    name: 'compose',
    path: ({ segment }) => `/campaigns/new?segment=${encodeURIComponent(segment)}`,
    ready: async (page) => {
      await page.getByLabel('Name').fill('Diwali comes early')
      await page
        .getByRole('textbox', { name: 'Message', exact: true })
        .fill(
          "Hi {{ first_name | default('there') }}, your favourites are 15% off in {{ city }} until Sunday.",
        )
      await page.getByText('until Sunday').nth(1).waitFor()
      await settled(page)
    },
  },
  {
    name: 'compose-suggested',
    path: ({ segment }) => `/campaigns/new?segment=${encodeURIComponent(segment)}`,
    ready: async (page) => {
      await page.getByLabel('Name').fill('Come back for Diwali')
      await press(page, 'When to send')
      await page.getByRole('group', { name: 'The suggested time' }).waitFor()
      await press(page, 'Suggest messages')
      await page
        .getByLabel('What the message is to achieve')
        .fill('bring them back with 15% off until Sunday')
      await press(page, 'Suggest')
      await page.getByText(/^[23] messages suggested$/).waitFor()
      await page.getByRole('button', { name: 'Use this message' }).first().click()
      await page.getByRole('status', { name: 'Who gets it' }).waitFor()
      await settled(page)
    },
  },
  plain('segments', '/segments', 'Segments'),
  {
    name: 'segment',
    path: ({ segment }) => `/segments/${encodeURIComponent(segment)}`,
    inReadme: 'light',
    ready: async (page) => {
      await page.getByTestId('total').waitFor()
      await settled(page)
    },
  },
  {
    name: 'segment-new',
    path: () => '/segments/new',
    ready: async (page) => {
      await page.getByText('Start from').waitFor()
      await page.getByTestId('template-count').getByText('…').first().waitFor({ state: 'detached' })
      await settled(page)
    },
  },
  {
    name: 'segment-described',
    path: () => '/segments/new',
    ready: async (page) => {
      await page
        .getByLabel('Describe whom you mean')
        .fill('women in Mumbai who spent over 5K and haven’t shopped in 6 months')
      await press(page, 'Suggest a rule')
      await press(page, 'Use this rule')
      await page.getByTestId('total').waitFor()
      await settled(page)
    },
  },
  {
    name: 'segment-lookalike',
    path: ({ segment }) => `/segments/${encodeURIComponent(segment)}`,
    ready: async (page) => {
      await page.getByTestId('total').waitFor()
      await press(page, 'Find a lookalike audience')
      await page.getByRole('group', { name: 'The suggested audience' }).waitFor()
      await settled(page)
    },
  },
  plain('customers', '/customers', 'Customers', { whole: false }),
  {
    name: 'customer',
    path: ({ customer }) => `/customers/${encodeURIComponent(customer)}`,
    ready: settled,
  },
  plain('import', '/import', 'Import'),
  {
    name: 'import-columns',
    path: () => '/import',
    ready: async (page) => {
      const file = { name: 'customers.csv', mimeType: 'text/csv', buffer: Buffer.from(CSV) }
      await page.getByLabel('File to import').setInputFiles(file)
      await page.getByText('Loyalty tier').first().waitFor()
      await settled(page)
    },
  },
  plain('settings-keys', '/settings/keys', 'Settings'),
  plain('settings-people', '/settings/people', 'Settings'),
  plain('settings-audit', '/settings/audit', 'Settings'),
  plain('settings-assistant', '/settings/assistant', 'Settings'),
  plain('settings-dead-letters', '/settings/dead-letters', 'Settings'),
  {
    name: 'palette',
    whole: false,
    path: () => '/',
    ready: async (page) => {
      await heading('Dashboard')(page)
      await settled(page)
      await page.keyboard.press('Control+K')
      await page.getByRole('combobox', { name: 'Go to' }).fill('co')
      await page.getByRole('button', { name: 'Coffee lovers' }).waitFor()
      await settled(page)
    },
  },
  {
    name: 'playground',
    whole: false,
    path: () => '/playground?example=viewer',
    ready: async (page) => {
      await page.locator('.graphiql-query-editor .view-line').first().waitFor()
      await page.getByRole('button', { name: /^Execute query/ }).click()
      await page.locator('.graphiql-response .view-lines').filter({ hasText: 'data' }).waitFor()
    },
  },
]
