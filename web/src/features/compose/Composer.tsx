// The form: whom, by which way, what. Beside it the message as real people of
// the audience would get it. What was typed stays until it is saved, or until
// somebody says that it may go.
import {
  Button,
  Group,
  Input,
  NumberInput,
  SegmentedControl,
  Stack,
  TextInput,
} from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { useClient } from 'urql'
import type { Channel } from '../../gql/graphql'
import { describeProblem } from '../../ui/Problem'
import { LeaveGuard } from '../../ui/LeaveGuard'
import { Refused } from '../../ui/Refused'
import { channelNames } from '../campaigns/channels'
import { LaunchDialog } from '../campaigns/LaunchDialog'
import { AudienceField } from './AudienceField'
import classes from './Composer.module.css'
import { atFields, type Draft, type FieldErrors, inputOf, missing, ruleOf } from './draft'
import { MessageField } from './MessageField'
import { MessagePreviewPanel } from './MessagePreviewPanel'
import { createSaver } from './saver'
import { SuggestMessages } from './suggest/SuggestMessages'
import { useMessagePreview } from './useMessagePreview'

interface ComposerProps {
  initial: Draft
  /** Of the draft that is edited. */
  campaignId?: string
}

interface Trouble {
  title: string
  message: string
}

const channels = Object.entries(channelNames).map(([value, label]) => ({ value, label }))

export function Composer({ initial, campaignId }: ComposerProps) {
  const [draft, setDraft] = useState(initial)
  const [errors, setErrors] = useState<FieldErrors>({})
  const [trouble, setTrouble] = useState<Trouble | null>(null)
  const [asking, setAsking] = useState(false)
  const [busy, setBusy] = useState(false)
  const client = useClient()
  const [saver] = useState(() => createSaver(client, campaignId))
  const navigate = useNavigate()
  const preview = useMessagePreview(draft)
  const form = useFocusOnError(errors)
  // What leaving loses nothing of: what it was opened with, then what was saved.
  const kept = useRef(saidIn(initial))

  const change = (fields: Partial<Draft>) => {
    setDraft({ ...draft, ...fields })
    // A complaint about what has been changed since is out of date.
    const current = Object.entries(errors).filter(([field]) => !(field in fields))
    setErrors(Object.fromEntries(current))
  }
  const complain = (found: FieldErrors) => {
    setErrors(found)
    return Object.keys(found).length > 0
  }
  const shown = { ...preview.at, ...errors }
  const rule = ruleOf(draft.audience)

  async function save(): Promise<string | null> {
    const saved = await saver.save(inputOf(draft))
    if (saved.kind === 'saved') {
      kept.current = saidIn(draft)
      return saved.id
    }
    if (saved.kind === 'failed') {
      setTrouble({ title: 'Not saved', message: describeProblem(saved.error) })
    } else {
      const { at, rest } = atFields(saved.errors)
      complain(at)
      const message = rest.map((error) => error.message).join(' ')
      setTrouble(rest.length > 0 ? { title: 'Not saved', message } : null)
    }
    return null
  }

  /** One at a time: a second click while the first is on its way does nothing. */
  async function step(work: () => Promise<void>): Promise<void> {
    if (busy) return
    setTrouble(null)
    setBusy(true)
    await work()
    setBusy(false)
  }

  const saveDraft = () =>
    step(async () => {
      if (complain(missing(draft))) return
      const id = await save()
      if (id) await navigate({ to: '/campaigns/$campaignId', params: { campaignId: id } })
    })

  const launch = () =>
    step(async () => {
      const id = await save()
      const launched = id && (await saver.launch(id))
      setAsking(false)
      if (!launched) return
      if (launched.kind === 'launched') return navigate({ to: '/campaigns' })
      const message =
        launched.kind === 'failed' ? describeProblem(launched.error) : launched.message
      setTrouble({ title: 'Saved as a draft, and not launched', message })
    })

  function askToLaunch(): void {
    if (busy) return
    setTrouble(null)
    if (!complain({ ...preview.at, ...missing(draft) })) setAsking(true)
  }

  return (
    <div className={classes['columns']}>
      <LeaveGuard
        loses={() => saidIn(draft) !== kept.current}
        title="Leave without saving?"
        stay="Keep writing"
      >
        What you wrote in this campaign is not saved.
      </LeaveGuard>
      <form
        aria-label="Campaign"
        ref={form}
        noValidate
        onSubmit={(event) => {
          event.preventDefault()
          void saveDraft()
        }}
      >
        <Stack gap="lg">
          <TextInput
            label="Name"
            description="For you and your colleagues; nobody else sees it"
            maxLength={200}
            value={draft.name}
            error={shown.name}
            onChange={(event) => change({ name: event.currentTarget.value })}
          />
          <AudienceField
            given={initial.audience}
            audience={draft.audience}
            channel={draft.channel}
            error={shown.audience}
            onChange={(audience) => change({ audience })}
          />
          <Input.Wrapper label="Channel" labelElement="div" error={shown.channel}>
            <div>
              <SegmentedControl
                aria-label="Channel"
                data={channels}
                value={draft.channel}
                onChange={(channel) => change({ channel: channel as Channel })}
              />
            </div>
          </Input.Wrapper>
          <MessageField
            message={draft.message}
            error={shown.message}
            onChange={(message) => change({ message })}
          />
          <SuggestMessages draft={draft} onChange={(message) => change({ message })} />
          <NumberInput
            label="Messages per second"
            description="Empty means as fast as the vendor takes them. It can be changed while the campaign runs."
            error={shown.ratePerSecond}
            min={1}
            allowDecimal={false}
            allowNegative={false}
            thousandSeparator=","
            thousandsGroupStyle="lakh"
            maw="24rem"
            value={draft.ratePerSecond ?? ''}
            onChange={(ratePerSecond) => change({ ratePerSecond })}
          />
          {trouble && <Refused {...trouble} />}
          <Group gap="xs">
            <Button onClick={askToLaunch} disabled={busy}>
              Launch…
            </Button>
            <Button type="submit" variant="default" disabled={busy}>
              {campaignId ? 'Save draft' : 'Save as draft'}
            </Button>
          </Group>
        </Stack>
      </form>
      <MessagePreviewPanel preview={preview} draft={draft} />
      {asking && rule && (
        <LaunchDialog
          campaign={draft}
          rule={rule}
          busy={busy}
          onLaunch={() => void launch()}
          onClose={() => setAsking(false)}
        />
      )}
    </div>
  )
}

/** The draft, to be compared; a choice that is not made yet is nothing to lose. */
function saidIn(draft: Draft): string {
  return JSON.stringify(inputOf(draft))
}

/** Leads to the first field that is complained about, as it may be out of sight. */
function useFocusOnError(errors: FieldErrors) {
  const form = useRef<HTMLFormElement>(null)
  const seen = useRef(0)
  const count = Object.keys(errors).length
  useEffect(() => {
    // Fewer than before: somebody is mending them and knows where.
    if (count > seen.current) {
      form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus()
    }
    seen.current = count
  }, [count])
  return form
}
