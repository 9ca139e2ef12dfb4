// One segment, new or saved: its name, its rule, who is in it, and what can be
// done with it. The address follows the rule, so that it can be shared.
import { Stack, Title } from '@mantine/core'
import { useCallbackRef, useDebouncedCallback } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { memo, useId, useMemo, useState } from 'react'
import type { RuleInput, SegmentFieldsFragment } from '../../gql/graphql'
import { useMay } from '../../lib/viewer'
import { UserErrors } from '../../ui/UserErrors'
import type { Catalogue } from './catalogue'
import { DescribeAudience } from './DescribeAudience'
import { DropMutedDialog } from './DropMutedDialog'
import type { Seed } from './lookalike/lookalike'
import { LookalikeHint } from './lookalike/LookalikeHint'
import { NewerSegment } from './NewerSegment'
import { byNode } from './previewRule'
import { fromInput, type RuleTree, write } from './ruleCodec'
import { RuleEditor } from './RuleEditor'
import { countMuted, fingerprint, isSameRule, newTree, withoutMuted } from './ruleTree'
import { useSaveSegment } from './saveSegment'
import { SegmentDetails } from './SegmentDetails'
import { SegmentToolbar } from './SegmentToolbar'
import { TemplateGallery } from './TemplateGallery'
import { UnsavedGuard } from './UnsavedGuard'

interface SegmentEditorProps {
  /** Null for a new one. */
  segment: SegmentFieldsFragment | null
  catalogue: Catalogue
  /** The rule of the address, where it has one. */
  shared: RuleTree | null
  /** A name to begin with. */
  title: string
  /** The audience in words, where somebody has described one already. */
  described?: string | undefined
}

/** What stood in the editor as it was saved. */
interface Sent {
  name: string
  description: string
  tree: RuleTree
  /** Of the tree, what was saved. */
  kept: RuleTree
  withRule: boolean
}

/** Between the last change and the address. */
const ADDRESS_MS = 300

/** Not drawn again because the address, which follows the rule, has changed. */
export const SegmentEditor = memo(function SegmentEditor(props: SegmentEditorProps) {
  const { catalogue, shared, title, described } = props
  // A new one that was created while somebody typed on: they stay where they are.
  const [created, setCreated] = useState<SegmentFieldsFragment | null>(null)
  const segment = props.segment ?? created
  const may = useMay('CAMPAIGNS')
  const navigate = useNavigate()
  const builderId = useId()
  const [saved, setSaved] = useState(() => ({
    name: segment?.name ?? '',
    description: segment?.description ?? '',
    updatedAt: segment?.updatedAt ?? '',
    tree: (segment ? fromInput(segment.rule) : shared) ?? newTree(),
  }))
  const [name, setName] = useState(saved.name)
  const [description, setDescription] = useState(saved.description)
  const [tree, setTree] = useState(shared ?? saved.tree)
  const [strict, setStrict] = useState(false)
  /** The moment that a save is to go by, while it is asked about. */
  const [asking, setAsking] = useState<string | null>(null)
  const written = useMemo(() => write(tree), [tree])
  const { create, update, saving, refusal, newer, forget } = useSaveSegment()
  const refusals = useMemo(() => byNode(refusal.rule, written.places), [refusal, written])
  const changed = {
    rule: fingerprint(tree) !== fingerprint(saved.tree),
    details: name !== saved.name || description !== saved.description,
  }
  const withRule = changed.rule || !segment

  const setAddress = useDebouncedCallback((rule: string | undefined) => {
    void navigate({ to: '.', search: rule ? { rule } : {}, replace: true })
  }, ADDRESS_MS)

  function change(next: RuleTree): void {
    setTree(next)
    forget()
    const { rule } = write(next)
    if (!rule) return
    const asSaved = segment !== null && fingerprint(next) === fingerprint(saved.tree)
    setAddress(asSaved ? undefined : JSON.stringify(rule))
  }

  /** `seenAt` is when the segment that is known here was saved. */
  async function store(kept: RuleTree, seenAt: string): Promise<void> {
    setAsking(null)
    const { rule } = write(kept)
    const sent: Sent = { name, description, tree, kept, withRule }
    const about = description.trim() || null
    if (withRule && !rule) return
    const stored = segment
      ? await update(
          { id: segment.id, updatedAt: seenAt },
          {
            ...(name !== saved.name && { name }),
            ...(description !== saved.description && { description: about }),
            ...(withRule && rule && { rule }),
          },
        )
      : rule && (await create({ name, description: about, rule }))
    if (stored) settle(stored, sent)
  }

  function leaveFor(segmentId: string): void {
    setAddress.cancel()
    void navigate({
      to: '/segments/$segmentId',
      params: { segmentId },
      search: {},
      replace: true,
      ignoreBlocker: true,
    })
  }

  /** What was typed while the answer was on its way stays, and stays unsaved. */
  const settle = useCallbackRef((stored: SegmentFieldsFragment, sent: Sent) => {
    const about = stored.description ?? ''
    const asStored = sent.withRule || isSameRule(stored.rule, write(saved.tree).rule)
    const storedTree = (asStored ? null : fromInput(stored.rule)) ?? sent.kept
    const sameTree = fingerprint(tree) === fingerprint(sent.tree)
    setSaved({
      name: stored.name,
      description: about,
      updatedAt: stored.updatedAt,
      tree: storedTree,
    })
    if (name === sent.name) setName(stored.name)
    if (description === sent.description) setDescription(about)
    if (sameTree) setTree(storedTree)
    setStrict(false)
    const typedOn = !sameTree || name !== sent.name || description !== sent.description
    if (!props.segment && typedOn) setCreated(stored)
    else if (sameTree) leaveFor(stored.id)
  })

  function press(seenAt: string): void {
    setStrict(withRule)
    if (withRule && !written.rule) return
    if (countMuted(tree) > 0) setAsking(seenAt)
    else void store(tree, seenAt)
  }

  return (
    <Stack gap="lg">
      <Title order={1}>{created?.name ?? title}</Title>
      <SegmentToolbar
        segment={segment}
        rule={written.rule}
        changed={changed}
        saving={saving}
        onSave={() => press(saved.updatedAt)}
      />
      <UserErrors errors={refusal.others} />
      {newer && <NewerSegment newer={newer} onOverwrite={() => press(newer.updatedAt)} />}
      {(may || segment) && (
        <SegmentDetails
          name={name}
          description={description}
          nameRefusal={refusal.name}
          descriptionRefusal={refusal.description}
          readOnly={!may}
          onName={(typed) => {
            setName(typed)
            forget()
          }}
          onDescription={(typed) => {
            setDescription(typed)
            forget()
          }}
        />
      )}
      <DescribeAudience given={described} tree={tree} onChange={change} />
      <RuleEditor
        tree={tree}
        written={written}
        catalogue={catalogue}
        builderId={builderId}
        segmentId={segment?.id ?? null}
        refusals={refusals}
        strict={strict}
        onChange={change}
      >
        {!segment && (
          <TemplateGallery
            title="Start from"
            onPick={(template) => {
              const picked = fromInput(template.rule)
              if (picked) change(picked)
              if (name.trim() === '') setName(template.name)
            }}
          />
        )}
      </RuleEditor>
      <LookalikeHint seed={seedOf(segment, written.rule, changed.rule)} name={name} />
      {asking !== null && (
        <DropMutedDialog
          count={countMuted(tree)}
          onDrop={() => void store(withoutMuted(tree), asking)}
          onClose={() => setAsking(null)}
        />
      )}
      <UnsavedGuard dirty={may && (changed.rule || changed.details)} />
    </Stack>
  )
})

/** What is saved is named; what is changed is told as it stands. */
function seedOf(
  segment: SegmentFieldsFragment | null,
  rule: RuleInput | null,
  changed: boolean,
): Seed | null {
  if (segment && !changed) return { segmentId: segment.id }
  return rule && { rule }
}
