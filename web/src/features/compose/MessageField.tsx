// What the message says. Two braces open a menu of what can be said of a
// person; the arrows choose, Enter or Tab puts it in, Escape closes.
import { Button, Group, Text, Textarea, VisuallyHidden } from '@mantine/core'
import { IconBraces } from '@tabler/icons-react'
import {
  type KeyboardEvent,
  type RefObject,
  useId,
  useLayoutEffect,
  useMemo,
  useRef,
  useState,
} from 'react'
import { useQuery } from 'urql'
import { graphql } from '../../gql'
import classes from './MessageField.module.css'
import {
  type Edit,
  insertSnippet,
  matching,
  type Opening,
  openingAt,
  type Snippet,
  snippets,
} from './variables'

const ComposeAttributes = graphql(`
  query ComposeAttributes {
    ruleFields {
      name
      attributes {
        name
      }
    }
  }
`)

interface MessageFieldProps {
  message: string
  error: string | undefined
  onChange: (message: string) => void
}

export function MessageField({ message, error, onChange }: MessageFieldProps) {
  const menuId = useId()
  const field = useRef<HTMLTextAreaElement>(null)
  const place = useSelectionAfter(field)
  const [opening, setOpening] = useState<Opening | null>(null)
  const [active, setActive] = useState(0)
  const all = useSnippets()
  const offered = opening ? matching(all, opening.typed) : []
  const open = offered.length > 0

  function look(text: string, caret: number): void {
    setOpening(openingAt(text, caret))
    setActive(0)
  }

  function put({ text, selection }: Edit): void {
    onChange(text)
    place(selection)
  }

  function insert(snippet: Snippet): void {
    const caret = field.current?.selectionStart ?? message.length
    put(insertSnippet(message, opening?.start ?? caret, caret, snippet))
    setOpening(null)
  }

  /** For who does not know the braces, and for who has none on the keyboard. */
  function begin(): void {
    const caret = field.current?.selectionStart ?? message.length
    const text = `${message.slice(0, caret)}{{${message.slice(caret)}`
    put({ text, selection: [caret + 2, caret + 2] })
    look(text, caret + 2)
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (!open) return
    const chosen = offered[active]
    if (event.key === 'ArrowDown') setActive((active + 1) % offered.length)
    else if (event.key === 'ArrowUp') setActive((active + offered.length - 1) % offered.length)
    else if (event.key === 'Escape') setOpening(null)
    else if ((event.key === 'Enter' || (event.key === 'Tab' && !event.shiftKey)) && chosen)
      insert(chosen)
    else return
    event.preventDefault()
  }

  return (
    <div className={classes['field']}>
      <Textarea
        ref={field}
        label="Message"
        description="Type {{ for something of the person, like their first name"
        rows={6}
        classNames={{ input: classes['input'] ?? '' }}
        value={message}
        // Halfway through a variable every message is wrong.
        error={open ? undefined : error}
        onChange={({ currentTarget }) => {
          onChange(currentTarget.value)
          look(currentTarget.value, currentTarget.selectionStart)
        }}
        onKeyDown={onKeyDown}
        onBlur={() => setOpening(null)}
        aria-autocomplete="list"
        aria-haspopup="listbox"
        aria-controls={open ? menuId : undefined}
        aria-activedescendant={open ? `${menuId}-${active}` : undefined}
      />
      {open && <Menu id={menuId} offered={offered} active={active} onChoose={insert} />}
      <VisuallyHidden role="status" aria-label="Variables">
        {open && `${offered.length} to choose from. ${offered[active]?.about}`}
      </VisuallyHidden>
      <Group mt="xs">
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconBraces size={14} aria-hidden="true" />}
          onClick={begin}
        >
          Insert a variable
        </Button>
      </Group>
    </div>
  )
}

interface MenuProps {
  id: string
  offered: readonly Snippet[]
  active: number
  onChoose: (snippet: Snippet) => void
}

function Menu({ id, offered, active, onChoose }: MenuProps) {
  return (
    <div
      className={classes['menu']}
      role="listbox"
      id={id}
      aria-label="Variables"
      // It scrolls, so a keyboard must be able to stand on it.
      tabIndex={0}
      // The field keeps the focus: its caret says where the text goes.
      onMouseDown={(event) => event.preventDefault()}
    >
      {offered.map((snippet, index) => (
        <button
          key={snippet.text}
          id={`${id}-${index}`}
          ref={index === active ? intoView : undefined}
          type="button"
          role="option"
          tabIndex={-1}
          aria-selected={index === active}
          className={classes['option']}
          onClick={() => onChoose(snippet)}
        >
          <code>{snippet.text}</code>
          <Text span size="xs" c="dimmed">
            {snippet.about}
          </Text>
        </button>
      ))}
    </div>
  )
}

function intoView(option: HTMLElement | null): void {
  option?.scrollIntoView({ block: 'nearest' })
}

/** The variables, with the attributes that this brand's customers have. */
function useSnippets(): Snippet[] {
  const [{ data }] = useQuery({ query: ComposeAttributes })
  return useMemo(() => {
    const attributes = data?.ruleFields.flatMap((field) => field.attributes) ?? []
    return snippets([...new Set(attributes.map(({ name }) => name))])
  }, [data])
}

/** Selects in the field once the text that was just put into it is there. */
function useSelectionAfter(field: RefObject<HTMLTextAreaElement | null>) {
  const [selection, setSelection] = useState<[number, number] | null>(null)
  useLayoutEffect(() => {
    if (!selection) return
    field.current?.focus()
    field.current?.setSelectionRange(...selection)
  }, [field, selection])
  return setSelection
}
