import { Badge, Group, Text } from '@mantine/core'
import { useState } from 'react'
import type { RuleFromTextQuery } from '../../gql/graphql'
import { formatCount } from '../../lib/format'
import { Suggestion } from '../assistant/Suggestion'
import { TakeButtons } from '../assistant/TakeButtons'
import classes from './DescribeAudience.module.css'
import { fromInput, type RuleTree } from './ruleCodec'
import { fingerprint } from './ruleTree'

type Draft = RuleFromTextQuery['segmentRuleFromText']

interface RuleSuggestionProps {
  /** The description that it is read from. */
  asked: string
  /** Whether another one stands in the field by now. */
  outdated: boolean
  draft: Draft
  /** What stands in the builder. */
  tree: RuleTree
  onChange: (tree: RuleTree) => void
}

/** What a description was read as, and how sure that is. */
export function RuleSuggestion(props: RuleSuggestionProps) {
  const { asked, outdated, draft, tree, onChange } = props
  const [read] = useState(() => fromInput(draft.rule))
  const [before, setBefore] = useState<RuleTree | null>(null)
  const isTaken = read !== null && fingerprint(tree) === fingerprint(read)

  function take(): void {
    if (!read) return
    setBefore(tree)
    onChange(read)
  }

  function putBack(): void {
    if (!before) return
    setBefore(null)
    onChange(before)
  }

  return (
    <Suggestion origin={draft.origin} label={`Suggested for “${asked}”`}>
      {outdated && (
        <Text size="sm" fw={550}>
          For “{asked}”
        </Text>
      )}
      {draft.sentence && typeof draft.count === 'number' ? (
        <Group gap="xs" align="baseline">
          <Text>
            Customers who match: {draft.sentence} —{' '}
            <strong>
              {draft.count === 1 ? '1 customer' : `${formatCount(draft.count)} customers`}
            </strong>
          </Text>
          <Certainty certain={draft.certain} />
        </Group>
      ) : (
        <Text>
          No rule could be read from this. Say it with amounts, orders, visits, cities, tags or
          spans of time: “at least 3 orders in the last 90 days, in Pune”.
        </Text>
      )}
      <Assumptions assumptions={draft.assumptions} />
      <NotUnderstood words={draft.notUnderstood} />
      {read ? (
        <TakeButtons
          take="Use this rule"
          taken="In the builder"
          isTaken={isTaken}
          onTake={take}
          // What was worked on since is not thrown away by it: the builder has an undo of its own.
          onUndo={isTaken && before ? putBack : null}
        />
      ) : (
        draft.rule != null && (
          <Text size="sm">The builder cannot show this rule. Describe it in other words.</Text>
        )
      )}
    </Suggestion>
  )
}

function Certainty({ certain }: { certain: boolean }) {
  return certain ? (
    <Badge variant="dot" color="green" tt="none" fw={500}>
      Every word understood
    </Badge>
  ) : (
    <Badge variant="dot" color="orange" tt="none" fw={500}>
      Not certain: check it
    </Badge>
  )
}

function Assumptions({ assumptions }: { assumptions: readonly string[] }) {
  if (assumptions.length === 0) return null
  return (
    <Text size="sm" component="div">
      Taken for granted:
      <ul className={classes['list']}>
        {assumptions.map((assumption) => (
          <li key={assumption}>{assumption}</li>
        ))}
      </ul>
    </Text>
  )
}

function NotUnderstood({ words }: { words: readonly string[] }) {
  if (words.length === 0) return null
  return (
    <Text size="sm" component="div">
      Not understood, and left out of the rule:
      <ul className={classes['words']}>
        {words.map((word) => (
          <li key={word} className={classes['word']}>
            {word}
          </li>
        ))}
      </ul>
    </Text>
  )
}
