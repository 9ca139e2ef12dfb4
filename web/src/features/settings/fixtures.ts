// Answers as the server gives them, for the tests of this folder.

/** A page of a list, the last one unless `endCursor` is given. */
export function page(type: string, nodes: object[], endCursor: string | null = null) {
  return {
    __typename: `${type}Connection`,
    nodes,
    pageInfo: { __typename: 'PageInfo', hasNextPage: endCursor !== null, endCursor },
  }
}

export const userError = (path: string, message: string) => ({
  __typename: 'UserError',
  code: 'WRONG',
  message,
  path,
})

export function apiKey(fields: object = {}) {
  return {
    __typename: 'ApiKey',
    id: 'k1',
    name: 'Nightly import',
    shown: 'xeno_Ab3x',
    scopes: ['INGEST'],
    createdBy: 'p1',
    createdAt: '2026-11-01T08:30:00Z',
    expiresAt: null,
    revokedAt: null,
    lastUsedAt: '2026-11-21T08:30:00Z',
    ...fields,
  }
}

export function person(fields: object = {}) {
  return {
    __typename: 'Person',
    id: 'p1',
    name: 'Anjali Rao',
    email: 'anjali@example.com',
    role: 'VIEWER',
    createdAt: '2026-11-01T08:30:00Z',
    lastSeenAt: '2026-11-21T08:30:00Z',
    ...fields,
  }
}

export const invitation = {
  __typename: 'Invitation',
  email: 'mohit@example.com',
  role: 'MARKETER',
  invitedBy: 'local-admin',
  createdAt: '2026-11-20T08:30:00Z',
}

export function auditEntry(fields: object = {}) {
  return {
    __typename: 'AuditEntry',
    id: 'a1',
    at: '2026-11-21T08:30:00Z',
    actor: 'p1',
    actorLabel: 'Anjali Rao',
    action: 'campaign.launch',
    subject: 'c1',
    subjectLabel: 'Win back',
    address: '203.0.113.7',
    ...fields,
  }
}

export function deadLetter(fields: object = {}) {
  return {
    __typename: 'DeadLetter',
    id: 'd1',
    stream: 'ingest:orders',
    state: 'OPEN',
    code: 'TOO_LARGE',
    reason: 'The amount does not fit.',
    payload: '{"externalId":"order-1"}',
    createdAt: '2026-11-21T08:30:00Z',
    updatedAt: '2026-11-21T08:30:00Z',
    ...fields,
  }
}

export function assistantRun(fields: object = {}) {
  return {
    __typename: 'AssistantRun',
    id: 'r1',
    at: '2026-11-21T08:30:00Z',
    actorLabel: 'Anjali Rao',
    task: 'rule',
    asked: 'big spenders',
    engine: 'OLLAMA',
    model: 'smollm2',
    outcome: 'ANSWERED',
    problem: null,
    tookMs: 640,
    ...fields,
  }
}

/** Who can have acted; asked for wherever an actor is named. */
export const actorNames = {
  ActorNames: () => ({
    data: { people: page('Person', [person()]), apiKeys: page('ApiKey', [apiKey()]) },
  }),
}

/** A workspace in which nobody has set anything. */
export const emptySettings = {
  ...actorNames,
  ApiKeys: () => ({ data: { apiKeys: page('ApiKey', []) } }),
  People: () => ({ data: { people: page('Person', []) } }),
  Invitations: () => ({ data: { invitations: [] } }),
  AuditLog: () => ({ data: { auditLog: page('AuditEntry', []) } }),
  DeadLetters: () => ({ data: { deadLetters: page('DeadLetter', []) } }),
  AssistantRuns: () => ({ data: { assistantRuns: page('AssistantRun', []) } }),
}
