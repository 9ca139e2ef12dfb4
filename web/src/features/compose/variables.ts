// What may stand in a message for something of a person, as it is offered while
// one types, and where in the text it is offered.

/** A way to say something of a person. */
export interface Snippet {
  /** What is put into the message. */
  text: string
  /** What it says, and to whom it would say nothing. */
  about: string
  /** The part of it that its writer will want to change. */
  change?: string
}

const known: Snippet[] = [
  ...withFallback('first_name', 'The first name', 'there'),
  ...withFallback('name', 'The full name', 'there'),
  ...withFallback('city', 'The city', 'your city'),
  ...withFallback('country', 'The country', 'your country'),
  { text: '{{ spend | money }}', about: 'What they spent, as money' },
  { text: '{{ order_count }}', about: 'How many orders they completed' },
  { text: '{{ visits }}', about: 'How often they visited' },
  {
    text: '{% if last_order_at %}{{ last_order_at | date }}{% else %}a while ago{% endif %}',
    about: 'The day of the last order, or what you put for who never ordered',
    change: 'a while ago',
  },
  {
    text: '{{ last_order_at | date }}',
    about: 'The day of the last order; leaves out who never ordered',
  },
]

function withFallback(variable: string, what: string, fallback: string): Snippet[] {
  return [
    {
      text: `{{ ${variable} | default('${fallback}') }}`,
      about: `${what}, or “${fallback}” where it is not known`,
      change: fallback,
    },
    { text: `{{ ${variable} }}`, about: `${what}; leaves out who has none` },
  ]
}

/** All that can be said, the brand's own attributes last. */
export function snippets(attributes: readonly string[]): Snippet[] {
  return [...known, ...attributes.flatMap((name) => attributeSnippets(name))]
}

function attributeSnippets(name: string): Snippet[] {
  const plain = /^[A-Za-z_]\w*$/.test(name)
  // A quote or backslash in a name would end the text that it stands in.
  if (!plain && /['\\]/.test(name)) return []
  return withFallback(
    plain ? `attributes.${name}` : `attributes['${name}']`,
    `The attribute ${name}`,
    '…',
  )
}

/** Where a variable has been begun and not ended. */
export interface Opening {
  /** Index of its `{{`. */
  start: number
  /** What has been typed of it. */
  typed: string
}

/** The variable that is being typed at the caret; null where none is. */
export function openingAt(text: string, caret: number): Opening | null {
  const start = text.lastIndexOf('{{', caret - 1)
  if (start < 0 || start + 2 > caret) return null
  const typed = text.slice(start + 2, caret)
  return /^\s*[\w.]*$/.test(typed) && !typed.includes('\n') ? { start, typed: typed.trim() } : null
}

/** Those that are meant by what has been typed. */
export function matching(all: readonly Snippet[], typed: string): Snippet[] {
  const wanted = typed.toLowerCase()
  return all.filter(({ text }) => text.toLowerCase().includes(wanted))
}

export interface Edit {
  text: string
  /** What is selected afterwards; a mere caret where both are the same. */
  selection: [number, number]
}

/** Puts a snippet in place of what was begun, and of the braces that may end it already. */
export function insertSnippet(text: string, from: number, to: number, snippet: Snippet): Edit {
  const rest = text.slice(to).replace(/^ ?\}\}/, '')
  const changed = snippet.change === undefined ? -1 : snippet.text.lastIndexOf(snippet.change)
  const end = from + snippet.text.length
  return {
    text: text.slice(0, from) + snippet.text + rest,
    selection:
      changed < 0 || snippet.change === undefined
        ? [end, end]
        : [from + changed, from + changed + snippet.change.length],
  }
}
