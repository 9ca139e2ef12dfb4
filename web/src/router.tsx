import {
  createRootRoute,
  createRoute,
  createRouter,
  Outlet,
  type ErrorComponentProps,
  type RouterHistory,
} from '@tanstack/react-router'
import { Alert, Button, Group } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { CampaignPage } from './features/campaigns/CampaignPage'
import { CampaignsPage } from './features/campaigns/CampaignsPage'
import { Entrance } from './features/session/Entrance'
import { SignInPage } from './features/session/SignInPage'
import { EmptyState } from './ui/EmptyState'
import { Shell } from './ui/Shell'

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

const campaigns = createRoute({ getParentRoute: () => inside, path: '/', component: CampaignsPage })

// Strangers are not told which addresses there are.
const missing = createRoute({ getParentRoute: () => inside, path: '$', component: PageMissing })

const campaign = createRoute({
  getParentRoute: () => inside,
  path: '/campaigns/$campaignId',
  component: function CampaignRoute() {
    const { campaignId } = campaign.useParams()
    // The key: what was typed or asked on one campaign is not carried to the next.
    return <CampaignPage key={campaignId} id={campaignId} />
  },
})

function PageMissing() {
  useDocumentTitle('No such page · Xeno')
  return <EmptyState title="There is no such page">The address may be mistyped.</EmptyState>
}

/** A defect of ours in one page leaves the frame and the other pages usable. */
function PageFailed({ reset }: ErrorComponentProps) {
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
    routeTree: root.addChildren([signIn, inside.addChildren([campaigns, campaign, missing])]),
    defaultErrorComponent: PageFailed,
    scrollRestoration: true,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createXenoRouter>
  }
}
