// The GraphQL client: one normalised cache, queries and mutations by POST,
// subscriptions over the WebSocket.
import { Client, type Exchange, fetchExchange, subscriptionExchange } from '@urql/core'
import { cacheExchange } from '@urql/exchange-graphcache'
import { pipe, tap } from 'wonka'
import type { Connection } from './connection'
import { hasCode } from './errorCodes'
import type { Session } from './session'
import { stayCurrent } from './stayCurrent'

/**
 * A campaign's progress is known by its campaign, so that an update from the
 * subscription reaches every screen that shows the campaign. Whoever selects a
 * progress therefore selects `campaign { id }` in it; without, it is kept in
 * place, under the field that returned it.
 */
export function createCache(): Exchange {
  return cacheExchange({
    keys: {
      CampaignProgress: (progress) => {
        const campaign = progress['campaign'] as { id?: string } | undefined
        return campaign?.id ?? null
      },
      ApiKeyConnection: () => null,
      AssistantRunConnection: () => null,
      AuditEntryConnection: () => null,
      CampaignConnection: () => null,
      CampaignHighlight: () => null,
      CampaignPoint: () => null,
      CampaignSummary: () => null,
      CampaignTag: () => null,
      CustomerConnection: () => null,
      CustomerRfm: () => null,
      Dashboard: () => null,
      DashboardMessages: () => null,
      DashboardPoint: () => null,
      DeadLetterConnection: () => null,
      DeliveryConnection: () => null,
      DraftOrigin: () => null,
      FailureReasonCount: () => null,
      IngestPayload: () => null,
      Invitation: () => null,
      LookalikeFeature: () => null,
      LookalikeMember: () => null,
      LookalikePreview: () => null,
      LookalikeValidation: () => null,
      MembershipExplanation: () => null,
      MessagePreview: () => null,
      MessageSample: () => null,
      MessageSuggestion: () => null,
      OrderConnection: () => null,
      OrderItem: () => null,
      PageInfo: () => null,
      PersonConnection: () => null,
      RuleAttribute: () => null,
      RuleDraft: () => null,
      RuleField: () => null,
      RuleNodeCount: () => null,
      RuleNodeExplanation: () => null,
      SegmentConnection: () => null,
      SegmentPreview: () => null,
      SendTime: () => null,
      SendTimeHour: () => null,
      SendTimeRecommendation: () => null,
      SuggestedProduct: () => null,
      UserError: () => null,
    },
    // What was saved or listed is shown by its id without asking again.
    resolvers: {
      Query: {
        segment: (_, asked, cache) => {
          const known = cache.resolve('Query', 'segment', asked)
          return known === undefined
            ? { __typename: 'Segment', id: String(asked['id']) }
            : (known as string | null)
        },
      },
    },
    updates: {
      Mutation: {
        segmentDelete: (_, { input }, cache) => {
          const { id } = input as { id: string }
          cache.invalidate({ __typename: 'Segment', id })
        },
      },
    },
  })
}

/** The last exchanges: they reach the server. */
export function serverExchanges(connection: Connection): Exchange[] {
  return [
    fetchExchange,
    subscriptionExchange({
      forwardSubscription: (request) => ({
        subscribe: (sink) => ({
          unsubscribe: connection.follow({ ...request, query: request.query ?? '' }, sink),
        }),
      }),
    }),
  ]
}

/** Every answer of the server says whether it knows who asks. A socket says so by how it is closed. */
function noticeSignOut(session: Session): Exchange {
  return ({ forward }) =>
    (operations) =>
      pipe(
        forward(operations),
        tap(({ operation, error }) => {
          if (error && hasCode(error, 'UNAUTHENTICATED')) session.end()
          else if (operation.kind !== 'subscription' && !error?.networkError) session.resume()
        }),
      )
}

/**
 * `belowCache` see the server's answers before the cache does; the last of them
 * reach it. A view that opens is shown what is known and asks for what is new:
 * others change the same data, and an import changes all of it.
 */
export function createXenoClient(
  session: Session,
  connection: Pick<Connection, 'noticeBreak' | 'onReconnected'>,
  belowCache: Exchange[],
): Client {
  return new Client({
    url: '/graphql',
    preferGetMethod: false,
    requestPolicy: 'cache-and-network',
    exchanges: [
      stayCurrent(connection, session),
      createCache(),
      noticeSignOut(session),
      ...belowCache,
    ],
  })
}
