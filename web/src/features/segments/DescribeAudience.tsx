// An audience in plain words, and the rule that they come to: a suggestion that
// is looked at, taken into the builder by one press and put back by another.
// Nothing is saved by it, and what stands in the builder stays until then.
import { Button, Group, Skeleton, TextInput, Title, VisuallyHidden } from '@mantine/core'
import { IconSparkles } from '@tabler/icons-react'
import { type FormEvent, useEffect, useRef, useState } from 'react'
import { graphql } from '../../gql'
import type { RuleFromTextQuery } from '../../gql/graphql'
import { formatCount } from '../../lib/format'
import { useAsk } from '../../lib/useAsk'
import { useCaughtFocus } from '../../lib/useCaughtFocus'
import { Problem } from '../../ui/Problem'
import { SteadyButton } from '../../ui/SteadyButton'
import classes from './DescribeAudience.module.css'
import type { RuleTree } from './ruleCodec'
import { RuleSuggestion } from './RuleSuggestion'

const RuleFromText = graphql(`
  query RuleFromText($text: String!) {
    segmentRuleFromText(text: $text) {
      rule
      sentence
      count
      assumptions
      notUnderstood
      certain
      origin {
        ...DraftOriginFields
      }
    }
  }
`)

/** In characters, as the server takes it. */
const LONGEST = 500

interface DescribeAudienceProps {
  /** A description to begin with, which is asked for at once. */
  given: string | undefined
  tree: RuleTree
  onChange: (tree: RuleTree) => void
}

export function DescribeAudience({ given, tree, onChange }: DescribeAudienceProps) {
  const [text, setText] = useState(given ?? '')
  const { ask, stop, asking, answer, error } = useAsk(RuleFromText)
  const [followed, setFollowed] = useState(given)
  // Another description has come by the address; one that has left it stays here.
  if (given !== followed) {
    setFollowed(given)
    if (given) setText(given)
  }
  useEffect(() => {
    if (given) ask({ text: given.trim().slice(0, LONGEST) })
  }, [given, ask])
  const wanted = text.trim()
  const suggest = useRef<HTMLButtonElement>(null)
  const suggested = asking ? undefined : answer?.data.segmentRuleFromText

  function submit(event: FormEvent): void {
    event.preventDefault()
    if (wanted !== '') ask({ text: wanted })
  }

  return (
    <section
      aria-labelledby="describe"
      className={classes['describe']}
      {...useCaughtFocus(suggest)}
    >
      <Title order={2} id="describe">
        In your own words
      </Title>
      <form onSubmit={submit} className={classes['form']}>
        <TextInput
          label="Describe whom you mean"
          description="For example: haven’t shopped in 6 months and spent over ₹5K"
          maxLength={LONGEST}
          autoComplete="off"
          value={text}
          onChange={(event) => setText(event.currentTarget.value)}
        />
        <Group gap="xs">
          <SteadyButton
            ref={suggest}
            type="submit"
            variant="light"
            leftSection={<IconSparkles size={16} aria-hidden="true" />}
            off={wanted === ''}
          >
            Suggest a rule
          </SteadyButton>
          {asking && (
            <Button variant="default" onClick={stop}>
              Stop
            </Button>
          )}
        </Group>
      </form>
      <VisuallyHidden role="status" aria-label="Whether a rule is suggested">
        {asking ? 'Reading the description' : suggested && describeDraft(suggested)}
      </VisuallyHidden>
      {asking && <Skeleton height={132} aria-busy="true" aria-label="Reading the description" />}
      {suggested && answer && (
        <RuleSuggestion
          // The key: what one suggestion replaced is not put back by the next.
          key={`${answer.to.text} ${JSON.stringify(suggested.rule)}`}
          asked={answer.to.text}
          outdated={answer.to.text !== wanted}
          draft={suggested}
          tree={tree}
          onChange={onChange}
        />
      )}
      {error && (
        <Problem
          title="No rule was suggested"
          error={error}
          onRetry={() => ask({ text: wanted || (given ?? '') })}
        />
      )}
    </section>
  )
}

/** In one line, for who hears it: all of it stands below. */
function describeDraft({ rule, count }: RuleFromTextQuery['segmentRuleFromText']): string {
  if (!rule || typeof count !== 'number') return 'No rule could be read from the description'
  return `A rule is suggested; ${count === 1 ? '1 customer matches' : `${formatCount(count)} customers match`}`
}
