// Buttons and selects that are drawn again only when what they show changes.
// The builder draws every condition at each change of one; with twenty of them
// that is a hundred controls, and the drawing of each is what takes long.
import { type ComboboxItem, NativeSelect } from '@mantine/core'
import { useCallbackRef } from '@mantine/hooks'
import type { IconTrash } from '@tabler/icons-react'
import { memo, type MouseEvent } from 'react'
import classes from './RuleBuilder.module.css'

interface StillButtonProps {
  /** For who cannot see where it stands. */
  label: string
  title: string
  icon: typeof IconTrash
  /** It stays where it is then, and keeps the focus. */
  disabled?: boolean | undefined
  /** Where it is one that stays down. */
  pressed?: boolean
  /** Its place at the edge of what it acts on, where it has one. */
  edge?: string
  onClick?: ((event: MouseEvent<HTMLButtonElement>) => void) | undefined
}

export function StillButton({ onClick, ...shown }: StillButtonProps) {
  const press = (event: MouseEvent<HTMLButtonElement>) => !shown.disabled && onClick?.(event)
  return <ShownButton {...shown} onClick={useCallbackRef(press)} />
}

/** A bare one: each condition has five, and a whole group is drawn at one click. */
const ShownButton = memo(function ShownButton(props: StillButtonProps) {
  const { label, title, icon: Icon, disabled, pressed, edge, onClick } = props
  return (
    <button
      type="button"
      className={`mantine-focus-auto ${classes['icon']}`}
      title={title}
      data-edge={edge}
      aria-label={label}
      {...(pressed !== undefined && { 'aria-pressed': pressed })}
      aria-disabled={disabled ?? false}
      onClick={onClick}
    >
      <Icon size={16} aria-hidden="true" />
    </button>
  )
})

interface StillSelectProps {
  label: string
  value: string
  data: ComboboxItem[]
  className?: string | undefined
  onChange: (value: string) => void
}

export function StillSelect({ onChange, ...shown }: StillSelectProps) {
  return <ShownSelect {...shown} onChange={useCallbackRef(onChange)} />
}

const ShownSelect = memo(function ShownSelect(props: StillSelectProps) {
  const { label, value, data, className, onChange } = props
  return (
    <NativeSelect
      className={className ?? ''}
      aria-label={label}
      value={value}
      data={data}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  )
}, isSameSelect)

/** The handler is always the same one; the choices are compared as they read. */
function isSameSelect(before: StillSelectProps, after: StillSelectProps): boolean {
  return (
    before.label === after.label &&
    before.value === after.value &&
    before.data.length === after.data.length &&
    before.data.every(({ label }, at) => label === after.data[at]?.label)
  )
}
