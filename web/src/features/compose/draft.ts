// A campaign while it is being written, and how it is told to the API.
import type { CampaignCreateInput, Channel, RuleInput } from '../../gql/graphql'
import { rateOf } from '../campaigns/rateScale'

/** Whom it is for: nobody until somebody says so. A segment that is not chosen yet has no id. */
export type Audience =
  | { kind: 'unchosen' }
  | { kind: 'everyone' }
  | { kind: 'segment'; id: string | null }
  | { kind: 'rule'; rule: RuleInput }

export interface Draft {
  name: string
  audience: Audience
  channel: Channel
  message: string
  /** Null is as fast as the vendor takes them; a text is one that is being typed. */
  ratePerSecond: number | string | null
}

export type Field = 'name' | 'audience' | 'channel' | 'message' | 'ratePerSecond'

/** What is wrong, where; a field has one complaint at a time. */
export type FieldErrors = Partial<Record<Field, string>>

export interface PathError {
  code: string
  message: string
  path: string
}

/** A rule of this very shape is the audience of the three that people choose by a word. */
export function audienceOf(segmentId: string | undefined, rule: unknown): Audience {
  if (segmentId !== undefined) return { kind: 'segment', id: segmentId }
  if (!isObject(rule)) return { kind: 'unchosen' }
  if (rule['everyone'] === true) return { kind: 'everyone' }
  // Whether it is a rule is for the server to say, which counts it before anything else happens.
  return { kind: 'rule', rule: rule as RuleInput }
}

/** The rule that an address carries; undefined where it carries none that can be read. */
export function ruleInAddress(text: string | undefined): RuleInput | undefined {
  if (text === undefined) return undefined
  try {
    const parsed: unknown = JSON.parse(text)
    return isObject(parsed) ? (parsed as RuleInput) : undefined
  } catch {
    return undefined
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The audience as one rule, which is what counts and previews take; null while nothing is chosen. */
export function ruleOf(audience: Audience): RuleInput | null {
  switch (audience.kind) {
    case 'unchosen':
      return null
    case 'everyone':
      return { everyone: true }
    case 'segment':
      return audience.id === null ? null : { segment: audience.id }
    case 'rule':
      return audience.rule
  }
}

/** The draft as the API takes it. A segment is told by its id: a draft then follows its changes. */
export function inputOf(draft: Draft): CampaignCreateInput {
  const { name, audience, channel, message, ratePerSecond } = draft
  return {
    name: name.trim(),
    ...(audience.kind === 'segment' ? { segmentId: audience.id } : { rule: ruleOf(audience) }),
    channel,
    message,
    ratePerSecond: rateOf(ratePerSecond),
  }
}

function unchosen({ kind }: Audience): string {
  return kind === 'segment' ? 'Choose a segment.' : 'Choose whom the campaign is for.'
}

/** What has to be filled in before the server is asked at all. */
export function missing({ name, audience, message }: Draft): FieldErrors {
  return {
    ...(name.trim() === '' && { name: 'Give the campaign a name.' }),
    ...(ruleOf(audience) === null && { audience: unchosen(audience) }),
    ...(message.trim() === '' && { message: 'Write what the message says.' }),
  }
}

const fields: Record<string, Field> = {
  name: 'name',
  segmentId: 'audience',
  rule: 'audience',
  channel: 'channel',
  message: 'message',
  ratePerSecond: 'ratePerSecond',
}

/** Puts each complaint of the API at its field; what belongs to none is the rest. */
export function atFields(errors: readonly PathError[]): { at: FieldErrors; rest: PathError[] } {
  const at: FieldErrors = {}
  const rest: PathError[] = []
  for (const error of errors) {
    const [head = ''] = error.path.replace(/^input\.?/, '').split('.')
    const field = error.code === 'AUDIENCE_REQUIRED' ? 'audience' : fields[head]
    if (field) at[field] = at[field] ? `${at[field]} ${error.message}` : error.message
    else rest.push(error)
  }
  return { at, rest }
}
