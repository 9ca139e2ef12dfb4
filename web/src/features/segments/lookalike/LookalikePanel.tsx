// How many people, or how much alike: who they would be, what makes them alike,
// how well that works, and a segment of them. What was found before stays,
// dimmed, until the new answer is there.
import '@mantine/core/styles/FloatingIndicator.css'
import '@mantine/core/styles/SegmentedControl.css'
import '@mantine/core/styles/Slider.css'
import { NumberInput, SegmentedControl, Skeleton, Slider, Text } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useCallback, useEffect, useState } from 'react'
import { useQuery } from 'urql'
import { formatCount, formatRatio } from '../../../lib/format'
import { useAsk } from '../../../lib/useAsk'
import { useMay } from '../../../lib/viewer'
import { Problem } from '../../../ui/Problem'
import { builtIn } from '../../assistant/origin'
import { Suggestion } from '../../assistant/Suggestion'
import { LookalikeDocument, type Reach, type Seed, SizeOfSeed } from './lookalike'
import classes from './LookalikePanel.module.css'
import { LookalikeResult } from './LookalikeResult'
import { SaveLookalike } from './SaveLookalike'
import { placeOf, sizeAt, sizes } from './sizes'
import { useSaveLookalike } from './useSaveLookalike'

interface LookalikePanelProps {
  seed: Seed | null
  name: string
}

/** Where nobody has counted the segment. */
const USUAL_SIZE = 1_000

/** After the last move of the slider. */
const SETTLED_MS = 300

export function LookalikePanel({ seed, name }: LookalikePanelProps) {
  const sizeOfSeed = useSizeOfSeed(seed)
  // What is counted already is there from the first moment: what waits below begins with it.
  const [reach, setReach] = useState<Reach | null>(
    sizeOfSeed === null ? null : { size: sizeOfSeed },
  )
  // Once, and not again with each change of the rule.
  if (reach === null && sizeOfSeed !== null) setReach({ size: sizeOfSeed })
  const may = useMay('CAMPAIGNS')
  const wanted = JSON.stringify(seed && reach && { ...seed, ...reach })
  const [asked] = useDebouncedValue(wanted, SETTLED_MS)
  const { ask, stop, asking, answer, error } = useAsk(LookalikeDocument)
  const find = useCallback(() => {
    const variables: (Seed & Reach) | null = JSON.parse(asked)
    if (variables) ask(variables)
    else stop()
  }, [asked, ask, stop])
  useEffect(find, [find])
  const keeping = useSaveLookalike(name.trim() === '' ? '' : `Like ${name.trim()}`)
  const found = answer?.data.lookalikePreview
  const fresh = answer !== null && JSON.stringify(answer.to) === wanted && !asking && !error
  return (
    <div className={classes['panel']}>
      {reach && <ReachField reach={reach} disabled={keeping.saving} onChange={setReach} />}
      {!seed && (
        <Text size="sm" c="dimmed">
          The people are found once the rule is finished.
        </Text>
      )}
      {error && <Problem title="Nobody could be found" error={error} onRetry={find} />}
      {answer && found ? (
        <Suggestion origin={builtIn} label="The suggested audience">
          <LookalikeResult found={found} fresh={fresh} />
          {may && (
            <SaveLookalike
              keeping={keeping}
              shown={found.enough && found.count > 0 ? answer.to : null}
              fresh={fresh}
            />
          )}
        </Suggestion>
      ) : (
        seed && !error && <Skeleton height={300} aria-busy="true" aria-label="Finding people" />
      )}
    </div>
  )
}

/**
 * To begin with, about as many as the segment has: of a small brand a thousand would be
 * everybody. Null until they are counted.
 */
function useSizeOfSeed(seed: Seed | null): number | null {
  const rule = seed && ('rule' in seed ? seed.rule : { segment: seed.segmentId })
  const [{ data, error }] = useQuery({
    query: SizeOfSeed,
    variables: { rule: rule ?? { everyone: true } },
    pause: !seed,
  })
  if (data) return sizeAt(placeOf(data.segmentPreview.count))
  return seed && !error ? null : USUAL_SIZE
}

interface ReachFieldProps {
  reach: Reach
  disabled: boolean
  onChange: (reach: Reach) => void
}

function ReachField({ reach, disabled, onChange }: ReachFieldProps) {
  const bySize = 'size' in reach
  return (
    <div className={classes['reach']}>
      <SegmentedControl
        aria-label="Choose by"
        size="xs"
        disabled={disabled}
        data={[
          { value: 'size', label: 'How many' },
          { value: 'similarity', label: 'How much alike' },
        ]}
        value={bySize ? 'size' : 'similarity'}
        onChange={(by) =>
          onChange(by === 'size' ? { size: USUAL_SIZE } : { minimumSimilarity: 0.8 })
        }
      />
      {bySize ? (
        <SizeField size={reach.size} disabled={disabled} onChange={(size) => onChange({ size })} />
      ) : (
        <Slider
          className={classes['slider']}
          thumbLabel="How much alike at least"
          // Everybody is alike a little, and nobody is the same.
          min={0.05}
          max={0.95}
          step={0.05}
          disabled={disabled}
          label={formatRatio}
          marks={[0.05, 0.5, 0.95].map((value) => ({ value, label: formatRatio(value) }))}
          value={reach.minimumSimilarity}
          onChange={(minimumSimilarity) => onChange({ minimumSimilarity })}
        />
      )}
    </div>
  )
}

interface SizeFieldProps {
  size: number
  disabled: boolean
  onChange: (size: number) => void
}

/** The slider for the eye and the arrow keys, the field for an exact number. */
function SizeField({ size, disabled, onChange }: SizeFieldProps) {
  return (
    <>
      <Slider
        className={classes['slider']}
        thumbLabel="How many people"
        disabled={disabled}
        min={0}
        max={sizes.length - 1}
        step={1}
        scale={sizeAt}
        label={formatCount}
        marks={[0, 6, 12].map((value) => ({ value, label: formatCount(sizeAt(value)) }))}
        value={placeOf(size)}
        onChange={(place) => onChange(sizeAt(place))}
      />
      <NumberInput
        label="People"
        disabled={disabled}
        min={1}
        max={sizes.at(-1) ?? 1}
        clampBehavior="strict"
        allowDecimal={false}
        allowNegative={false}
        thousandSeparator=","
        thousandsGroupStyle="lakh"
        maw="12rem"
        value={size}
        onChange={(typed) => {
          if (typeof typed === 'number' && typed >= 1) onChange(typed)
        }}
      />
    </>
  )
}
