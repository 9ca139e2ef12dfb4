// One segment, new or saved: its name, its rule, who is in it, and what can be
// done with it. The address follows the rule, so that it can be shared.
import { Stack, TextInput, Title } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { useNavigate } from '@tanstack/react-router'
import { memo, useId, useMemo, useState } from 'react'
import type { SegmentFieldsFragment } from '../../gql/graphql'
import { UserErrors } from '../../ui/UserErrors'
import type { Catalogue } from './catalogue'
import { DropMutedDialog } from './DropMutedDialog'
import { byNode } from './previewRule'
import { fromInput, type RuleTree, write } from './ruleCodec'
import { RuleEditor } from './RuleEditor'
import { countMuted, fingerprint, newTree, withoutMuted } from './ruleTree'
import { useSaveSegment } from './saveSegment'
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
}

/** Between the last change and the address. */
const ADDRESS_MS = 300

/** Not drawn again because the address, which follows the rule, has changed. */
export const SegmentEditor = memo(function SegmentEditor(props: SegmentEditorProps) {
  const { segment, catalogue, shared, title } = props
  const navigate = useNavigate()
  const builderId = useId()
  const [saved, setSaved] = useState(() => ({
    name: segment?.name ?? '',
    description: segment?.description ?? '',
    tree: (segment ? fromInput(segment.rule) : shared) ?? newTree(),
  }))
  const [name, setName] = useState(saved.name)
  const [description, setDescription] = useState(saved.description)
  const [tree, setTree] = useState(shared ?? saved.tree)
  const [strict, setStrict] = useState(false)
  const [asking, setAsking] = useState(false)
  const written = useMemo(() => write(tree), [tree])
  const { save, saving, refusal, forget } = useSaveSegment(segment?.id ?? null)
  const refusals = useMemo(() => byNode(refusal.rule, written.places), [refusal, written])
  const dirty =
    name !== saved.name ||
    description !== saved.description ||
    fingerprint(tree) !== fingerprint(saved.tree)

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

  async function store(kept: RuleTree): Promise<void> {
    setAsking(false)
    const { rule } = write(kept)
    if (!rule) return
    const stored = await save({ name, description, rule })
    if (!stored) return
    setAddress.cancel()
    setSaved({ name: stored.name, description: stored.description ?? '', tree: kept })
    setName(stored.name)
    setDescription(stored.description ?? '')
    setTree(kept)
    setStrict(false)
    await navigate({
      to: '/segments/$segmentId',
      params: { segmentId: stored.id },
      search: {},
      replace: true,
      ignoreBlocker: true,
    })
  }

  function press(): void {
    setStrict(true)
    if (!written.rule) return
    if (countMuted(tree) > 0) setAsking(true)
    else void store(tree)
  }

  return (
    <Stack gap="lg">
      <Title order={1}>{title}</Title>
      <SegmentToolbar
        segment={segment}
        rule={written.rule}
        dirty={dirty}
        saving={saving}
        onSave={press}
      />
      <UserErrors errors={refusal.others} />
      <Stack gap="sm" maw={640}>
        <TextInput
          label="Name"
          withAsterisk
          maxLength={200}
          error={refusal.name}
          value={name}
          onChange={(event) => {
            setName(event.currentTarget.value)
            forget()
          }}
        />
        <TextInput
          label="What it is for"
          maxLength={2000}
          error={refusal.description}
          value={description}
          onChange={(event) => {
            setDescription(event.currentTarget.value)
            forget()
          }}
        />
      </Stack>
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
      {asking && (
        <DropMutedDialog
          count={countMuted(tree)}
          onDrop={() => void store(withoutMuted(tree))}
          onClose={() => setAsking(false)}
        />
      )}
      <UnsavedGuard dirty={dirty} />
    </Stack>
  )
})
