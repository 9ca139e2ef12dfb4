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
import { EmptyState } from './ui/EmptyState'
import { Shell } from './ui/Shell'

const root = createRootRoute({
  component: () => (
    <Shell>
      <Outlet />
    </Shell>
  ),
  notFoundComponent: PageMissing,
})

const campaigns = createRoute({ getParentRoute: () => root, path: '/', component: CampaignsPage })

const campaign = createRoute({
  getParentRoute: () => root,
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
    routeTree: root.addChildren([campaigns, campaign]),
    defaultErrorComponent: PageFailed,
    scrollRestoration: true,
  })
}

declare module '@tanstack/react-router' {
  interface Register {
    router: ReturnType<typeof createXenoRouter>
  }
}
