import { graphql } from '../../../gql'
import type { AuditLogQuery as AuditLogData } from '../../../gql/graphql'

export const AuditLogQuery = graphql(`
  query AuditLog($filter: AuditFilter, $after: String) {
    auditLog(filter: $filter, first: 50, after: $after) {
      nodes {
        id
        at
        actor
        actorLabel
        action
        subject
        subjectLabel
        address
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
  }
`)

export type AuditEntry = AuditLogData['auditLog']['nodes'][number]

/** What can be done, and how the log tells it: who and to what stand around it. */
const deeds: Record<string, string> = {
  'api_key.create': 'created the key',
  'api_key.revoke': 'revoked the key',
  'campaign.cancel': 'cancelled the campaign',
  'campaign.create': 'created the campaign',
  'campaign.export': 'exported the campaign',
  'campaign.launch': 'launched the campaign',
  'campaign.pause': 'paused the campaign',
  'campaign.resume': 'resumed the campaign',
  'campaign.retry_failed': 'retried the failed of the campaign',
  'campaign.set_tags': 'set the tags of the campaign',
  'campaign.update': 'changed the campaign',
  'dead_letters.discard': 'discarded dead letters:',
  'dead_letters.replay': 'replayed dead letters:',
  'person.invite': 'invited',
  'person.make_admin': 'made an admin of',
  'person.make_marketer': 'made a marketer of',
  'person.make_viewer': 'made a viewer of',
  'person.set_up': 'became the first admin',
  'person.shut_out': 'shut out',
  'person.uninvite': 'took back the invitation of',
  'segment.create': 'created the segment',
  'segment.delete': 'deleted the segment',
  'segment.update': 'changed the segment',
  'session.end': 'signed out',
  'session.open': 'signed in',
}

/** A deed in words; one that is not known yet by its code. */
export function describeDeed(action: string): string {
  return deeds[action] ?? action
}

/** What the filter offers: a noun, or a very action, as the server takes either. */
export const actionChoices = [
  { value: '', label: 'Anything' },
  { value: 'campaign', label: 'Campaigns' },
  { value: 'campaign.launch', label: 'Campaigns: launches' },
  { value: 'campaign.cancel', label: 'Campaigns: cancellations' },
  { value: 'campaign.export', label: 'Campaigns: exports' },
  { value: 'segment', label: 'Segments' },
  { value: 'person', label: 'People' },
  { value: 'api_key', label: 'API keys' },
  { value: 'dead_letters', label: 'Dead letters' },
  { value: 'session', label: 'Sign-ins' },
]
