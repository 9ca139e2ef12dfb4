// A rule and, beside it, who it means. Whoever puts this on a page owns the
// tree, so that the page can save it.
import { Group, Title } from '@mantine/core'
import { useCallbackRef } from '@mantine/hooks'
import { type ReactNode, useMemo } from 'react'
import type { Catalogue } from './catalogue'
import { EditedSegmentContext } from './editedSegment'
import { HistoryButtons } from './HistoryButtons'
import { type NodeNotes, NodeNotesContext } from './NodeNote'
import { PreviewPanel } from './PreviewPanel'
import { usePreview } from './previewRule'
import { RuleBuilder } from './RuleBuilder'
import type { RuleTree, WrittenRule } from './ruleCodec'
import classes from './RuleEditor.module.css'

interface RuleEditorProps {
  tree: RuleTree
  written: WrittenRule
  catalogue: Catalogue
  builderId: string
  segmentId: string | null
  /** Why saving was refused, by the id of the node. */
  refusals: ReadonlyMap<string, string>
  /** Whether what is unfinished is to be told as a mistake: somebody tried to save. */
  strict: boolean
  onChange: (tree: RuleTree) => void
  /** Below the rule. */
  children?: ReactNode
}

export function RuleEditor(props: RuleEditorProps) {
  const { tree, written, catalogue, builderId, segmentId, refusals, strict } = props
  const previewed = usePreview({ ...written, segmentId })
  const { counts, fresh, preview } = previewed
  const everyone = preview?.everyone ?? 0
  const changed = useCallbackRef(props.onChange)
  const notes = useMemo<NodeNotes>(
    () => ({
      counts,
      everyone,
      fresh,
      problems: new Map([...previewed.problems, ...refusals, ...(strict ? written.problems : [])]),
      unfinished: written.problems,
    }),
    [counts, everyone, fresh, previewed.problems, refusals, strict, written.problems],
  )
  return (
    <EditedSegmentContext value={segmentId}>
      <div className={classes['editor']}>
        <section aria-labelledby="rule" className={classes['rule']}>
          <Group justify="space-between">
            <Title order={2} id="rule">
              Rule
            </Title>
            <HistoryButtons builderId={builderId} />
          </Group>
          <NodeNotesContext value={notes}>
            <RuleBuilder
              tree={tree}
              catalogue={catalogue}
              builderId={builderId}
              onChange={changed}
            />
          </NodeNotesContext>
        </section>
        <PreviewPanel previewed={previewed} unfinished={written.problems.size} />
        {props.children}
      </div>
    </EditedSegmentContext>
  )
}
