// Whom the campaign is for: a saved segment, everyone, or the rule that the
// composer was opened with; in words, and how many that are at this moment.
// Nothing is chosen for anybody: a message to all is no slip of the hand.
import { Radio, Stack } from '@mantine/core'
import type { Channel, RuleInput } from '../../gql/graphql'
import type { People } from '../assistant/people'
import { SendTimeHint } from '../assistant/sendTime/SendTimeHint'
import { AudienceSize } from './AudienceSize'
import { type Audience, ruleOf } from './draft'
import { SegmentSelect } from './SegmentSelect'

interface AudienceFieldProps {
  /** What the composer was opened with: a rule is to be had from there alone. */
  given: Audience
  audience: Audience
  channel: Channel
  error: string | undefined
  onChange: (audience: Audience) => void
}

export function AudienceField({ given, audience, channel, error, onChange }: AudienceFieldProps) {
  const rule = ruleOf(audience)
  const choose = (kind: string) => {
    // Back at what was given: it is as it was.
    if (kind === given.kind) onChange(given)
    else onChange(kind === 'segment' ? { kind, id: null } : { kind: 'everyone' })
  }
  return (
    <Stack gap="sm">
      <Radio.Group
        label="Audience"
        value={audience.kind === 'unchosen' ? null : audience.kind}
        error={audience.kind === 'unchosen' ? error : undefined}
        onChange={choose}
      >
        <Stack gap="xs" mt="xs">
          {given.kind === 'rule' && <Radio value="rule" label="The rule drawn for this campaign" />}
          <Radio value="segment" label="A saved segment" />
          <Radio value="everyone" label="Everyone" />
        </Stack>
      </Radio.Group>
      {audience.kind === 'segment' && (
        <SegmentSelect
          id={audience.id}
          error={error}
          onChange={(id) => onChange({ kind: 'segment', id })}
        />
      )}
      {rule && (
        <AudienceSize
          key={JSON.stringify([rule, channel])}
          rule={rule}
          channel={channel}
          error={audience.kind === 'segment' ? undefined : error}
        />
      )}
      {rule && <SendTimeHint audience={peopleOf(audience, rule)} />}
    </Stack>
  )
}

function peopleOf(audience: Audience, rule: RuleInput): People {
  return audience.kind === 'segment' && audience.id !== null ? { segmentId: audience.id } : { rule }
}
