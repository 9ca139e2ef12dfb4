// Every address of the client. A page and what it alone needs are loaded when
// somebody is about to go there.
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  type ErrorComponentProps,
  type RouterHistory,
} from '@tanstack/react-router'
import { Alert, Button, Group } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { Entrance } from './features/session/Entrance'
import { SignInPage } from './features/session/SignInPage'
import { CodeNotLoaded, loadCode } from './lib/loadCode'
import { EmptyState } from './ui/EmptyState'
import { PageNotLoaded } from './ui/PageNotLoaded'
import { Shell } from './ui/Shell'

/** The component of that name in a module of its own. */
const page: typeof lazyRouteComponent = (load, name) =>
  lazyRouteComponent(() => loadCode(load), name)

const root = createRootRoute()

const signIn = createRoute({
  getParentRoute: () => root,
  path: '/sign-in',
  validateSearch: ({ return_to, problem }: Record<string, unknown>): SignInSearch => ({
    ...(typeof return_to === 'string' && { return_to }),
    ...(typeof problem === 'string' && { problem }),
  }),
  component: function SignInRoute() {
    const { return_to, problem } = signIn.useSearch()
    return <SignInPage returnTo={return_to} problem={problem} />
  },
})

interface SignInSearch {
  return_to?: string
  problem?: string
}

const inside = createRoute({
  getParentRoute: () => root,
  id: 'inside',
  component: () => (
    <Entrance>
      <Shell>
        <Outlet />
      </Shell>
    </Entrance>
  ),
})

const dashboard = createRoute({
  getParentRoute: () => inside,
  path: '/',
  validateSearch: ({ period }: Record<string, unknown>): { period?: number | string } =>
    typeof period === 'string' || typeof period === 'number' ? { period } : {},
  component: page(() => import('./features/dashboard/DashboardPage'), 'DashboardPage'),
})

const campaigns = createRoute({
  getParentRoute: () => inside,
  path: '/campaigns',
  validateSearch: ({ search, status, tag }: Record<string, unknown>): CampaignsSearch => ({
    ...(typeof search === 'string' && { search }),
    ...(typeof status === 'string' && { status }),
    ...(typeof tag === 'string' && { tag }),
  }),
  component: page(() => import('./features/campaigns/CampaignsPage'), 'CampaignsPage'),
})

/** What narrows the history; the page reads a status that there is none of as all of them. */
interface CampaignsSearch {
  search?: string
  status?: string
  tag?: string
}

const newCampaign = createRoute({
  getParentRoute: () => inside,
  path: '/campaigns/new',
  validateSearch: ({ segment, rule }: Record<string, unknown>): AudienceSearch => ({
    ...(typeof segment === 'string' && { segment }),
    ...ruleSearch({ rule }),
  }),
  component: page(() => import('./features/compose/ComposePage'), 'ComposePage'),
})

/** Whom a campaign is for: a saved segment, or a rule as JSON in the shape of the API. */
interface AudienceSearch {
  segment?: string
  rule?: string
}

const campaign = createRoute({
  getParentRoute: () => inside,
  path: '/campaigns/$campaignId',
  component: page(() => import('./features/campaigns/CampaignRoute'), 'CampaignRoute'),
})

const editDraft = createRoute({
  getParentRoute: () => inside,
  path: '/campaigns/$campaignId/edit',
  component: page(() => import('./features/compose/EditDraftRoute'), 'EditDraftRoute'),
})

const segments = createRoute({
  getParentRoute: () => inside,
  path: '/segments',
  validateSearch: ({ search }: Record<string, unknown>): { search?: string } =>
    typeof search === 'string' ? { search } : {},
  component: page(() => import('./features/segments/SegmentsPage'), 'SegmentsPage'),
})

const newSegment = createRoute({
  getParentRoute: () => inside,
  path: '/segments/new',
  validateSearch: ({ rule, describe }: Record<string, unknown>): NewSegmentSearch => ({
    ...ruleSearch({ rule }),
    ...(typeof describe === 'string' && { describe }),
  }),
  component: page(() => import('./features/segments/NewSegmentPage'), 'NewSegmentPage'),
})

/** What a new segment begins with: a rule, or an audience in words that one is to be suggested for. */
interface NewSegmentSearch {
  rule?: string
  describe?: string
}

const segment = createRoute({
  getParentRoute: () => inside,
  path: '/segments/$segmentId',
  validateSearch: ruleSearch,
  component: page(() => import('./features/segments/SegmentRoute'), 'SegmentRoute'),
})

/**
 * The rule on screen, as JSON in the shape of the API, so that an address can be
 * shared. Written into an address by hand it arrives parsed.
 */
function ruleSearch({ rule }: Record<string, unknown>): { rule?: string } {
  if (typeof rule === 'string') return { rule }
  // The router has read an address that carries the JSON as it is, and not as a text of its own.
  return typeof rule === 'object' && rule !== null ? { rule: JSON.stringify(rule) } : {}
}

const customers = createRoute({
  getParentRoute: () => inside,
  path: '/customers',
  validateSearch: ({ search, sort }: Record<string, unknown>): CustomersSearch => ({
    ...(typeof search === 'string' && { search }),
    ...(typeof sort === 'string' && { sort }),
  }),
  component: page(() => import('./features/customers/CustomersPage'), 'CustomersPage'),
})

interface CustomersSearch {
  search?: string
  sort?: string
}

const customer = createRoute({
  getParentRoute: () => inside,
  path: '/customers/$customerId',
  component: page(() => import('./features/customers/CustomerRoute'), 'CustomerRoute'),
})

const importing = createRoute({
  getParentRoute: () => inside,
  path: '/import',
  component: page(() => import('./features/import/ImportPage'), 'ImportPage'),
})

const settings = createRoute({
  getParentRoute: () => inside,
  path: '/settings/{-$section}',
  component: page(() => import('./features/settings/SettingsRoute'), 'SettingsRoute'),
})

// Strangers are not told which addresses there are.
const missing = createRoute({ getParentRoute: () => inside, path: '$', component: PageMissing })

function PageMissing() {
  useDocumentTitle('No such page · Xeno')
  return <EmptyState title="There is no such page">The address may be mistyped.</EmptyState>
}

/** A defect of ours in one page leaves the frame and the other pages usable. */
function PageFailed({ error, reset }: ErrorComponentProps) {
  if (error instanceof CodeNotLoaded) return <PageNotLoaded />
  return (
    <Alert color="red" title="This page failed" role="alert">
      <Group justify="space-between">
        The server and your campaigns are not affected.
        <Button variant="default" onClick={reset}>
          Show it again
        </Button>
      </Group>
    </Alert>
  )
}

/** `history` is the browser's own unless given. */
export function createXenoRouter(history?: RouterHistory) {
  return createRouter({
    ...(history && { history }),
    routeTree: root.addChildren([
      signIn,
      inside.addChildren([
        dashboard,
        campaigns,
        newCampaign,
        campaign,
        editDraft,
        segments,
        newSegment,
        segment,
        customers,
        customer,
        importing,
        settings,
        missing,
      ]),
    ]),
    defaultErrorComponent: PageFailed,
    scrollRestoration: true,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createXenoRouter>
  }
}
