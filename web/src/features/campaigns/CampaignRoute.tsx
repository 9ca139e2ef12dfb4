import { getRouteApi } from '@tanstack/react-router'
import { CampaignPage } from './CampaignPage'

const route = getRouteApi('/inside/campaigns/$campaignId')

export function CampaignRoute() {
  const { campaignId } = route.useParams()
  // The key: what was typed or asked on one campaign is not carried to the next.
  return <CampaignPage key={campaignId} id={campaignId} />
}
