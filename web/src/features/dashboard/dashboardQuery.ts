import { graphql } from '../../gql'

export const DashboardTotals = graphql(`
  fragment DashboardTotals on Dashboard {
    orders
    revenue
    messages {
      audience
      pending
      sent
      delivered
      failed
      unknown
      skipped
      accepted
      deliveryRate
    }
  }
`)

/** The figures; what changes while campaigns run, and therefore asked for again while they do. */
export const DashboardQuery = graphql(`
  query Dashboard($from: DateTime, $compare: Boolean!, $beforeFrom: DateTime, $beforeTo: DateTime) {
    dashboard(from: $from) {
      customers
      activeCampaigns
      ...DashboardTotals
      recentCampaigns {
        ...CampaignRowFields
      }
    }
    before: dashboard(from: $beforeFrom, to: $beforeTo) @include(if: $compare) {
      ...DashboardTotals
    }
  }
`)

export const DashboardSalesQuery = graphql(`
  query DashboardSales($from: DateTime) {
    dashboard(from: $from) {
      series {
        from
        to
        orders
        revenue
      }
    }
  }
`)

export const DashboardCampaignsChanged = graphql(`
  subscription DashboardCampaignsChanged {
    campaignsChanged {
      ...CampaignRowFields
    }
  }
`)
