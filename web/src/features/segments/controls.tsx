// The builder's own controls, in the look of the rest. No tooltips: with one a
// button, twenty conditions take too long to draw.
import { Button } from '@mantine/core'
import {
  IconChevronDown,
  IconChevronUp,
  IconCopy,
  IconEye,
  IconEyeOff,
  IconGripVertical,
  IconPlus,
  IconTrash,
} from '@tabler/icons-react'
import { forwardRef, type MouseEvent } from 'react'
import { flushSync } from 'react-dom'
import type {
  ActionProps,
  CombinatorSelectorProps,
  DragHandleProps,
  FieldSelectorProps,
  NotToggleProps,
  OperatorSelectorProps,
  Option,
  ShiftActionsProps,
} from 'react-querybuilder'
import { focusBeside, focusInNode } from './focus'
import { NodeNote } from './NodeNote'
import { placeOf } from './places'
import classes from './RuleBuilder.module.css'
import { StillButton, StillSelect } from './still'
import { combinatorLabels } from './wording'

type Icon = typeof IconTrash

/** "condition 1.2", "group 2"; the outermost group is the rule. */
function nameOf(node: object, path: readonly number[]): string {
  if (path.length === 0) return 'the rule'
  return `${'rules' in node ? 'group' : 'condition'} ${placeOf(path)}`
}

function action(verb: string, icon: Icon, before?: (pressed: Element) => void) {
  return function Action({ path, ruleOrGroup, handleOnClick, disabled }: ActionProps) {
    return (
      <StillButton
        icon={icon}
        title={verb}
        edge={verb}
        label={`${verb} ${nameOf(ruleOrGroup, path)}`}
        disabled={disabled}
        onClick={(event) => {
          before?.(event.currentTarget)
          handleOnClick(event)
        }}
      />
    )
  }
}

/** What is removed leaves the focus to what stands beside it, or to what adds another one. */
function leave(pressed: Element): void {
  const node = pressed.closest('.rule, .ruleGroup')
  if (focusBeside(node, '[data-edge="Remove"]')) return
  const group = node?.parentElement?.closest('.ruleGroup')
  group?.querySelector<HTMLElement>('[data-adds="condition"]')?.focus()
}

export const DuplicateAction = action('Duplicate', IconCopy)
export const RemoveAction = action('Remove', IconTrash, leave)

export function MuteAction({ path, ruleOrGroup, handleOnClick }: ActionProps) {
  const muted = ruleOrGroup.muted === true
  if (path.length === 0) return null
  return (
    <StillButton
      icon={muted ? IconEyeOff : IconEye}
      title={muted ? 'Count it again' : 'Leave it out for now'}
      edge="Mute"
      label={`Mute ${nameOf(ruleOrGroup, path)}`}
      pressed={muted}
      onClick={handleOnClick}
    />
  )
}

function adder(what: string) {
  return function Add({ path, ruleOrGroup, handleOnClick, disabled }: ActionProps) {
    return (
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={14} />}
        data-adds={what}
        aria-label={`Add a ${what} to ${nameOf(ruleOrGroup, path)}`}
        disabled={disabled ?? false}
        onClick={handleOnClick}
      >
        {what === 'group' ? 'Group' : 'Condition'}
      </Button>
    )
  }
}

export const AddCondition = adder('condition')
export const AddGroup = adder('group')

export function ShiftActions(props: ShiftActionsProps) {
  const { ruleOrGroup, path } = props
  const name = nameOf(ruleOrGroup ?? {}, path)
  const shift = (deed: ShiftActionsProps['shiftUp']) => (event: MouseEvent<HTMLButtonElement>) => {
    const pressed = event.currentTarget
    flushSync(() => deed?.(event))
    // In another group it is drawn anew.
    if (!pressed.isConnected) focusInNode(ruleOrGroup?.id ?? '', `[title="${pressed.title}"]`)
  }
  return (
    <span className={classes['shift']}>
      <StillButton
        icon={IconChevronUp}
        title="Move up"
        label={`Move ${name} up`}
        disabled={props.shiftUpDisabled}
        onClick={shift(props.shiftUp)}
      />
      <StillButton
        icon={IconChevronDown}
        title="Move down"
        label={`Move ${name} down`}
        disabled={props.shiftDownDisabled}
        onClick={shift(props.shiftDown)}
      />
    </span>
  )
}

/** For pointers alone; the keyboard has the buttons beside it. */
export const DragHandle = forwardRef<HTMLElement, DragHandleProps>(function DragHandle(_, ref) {
  return (
    <span ref={ref} className={classes['handle']} title="Drag to move" aria-hidden="true">
      <IconGripVertical size={16} />
    </span>
  )
})

export function FieldSelector({ path, value, options, handleOnChange }: FieldSelectorProps) {
  return (
    <StillSelect
      className={classes['field']}
      label={`Field of condition ${placeOf(path)}`}
      value={value ?? ''}
      data={choices(options as Option[], value)}
      onChange={handleOnChange}
    />
  )
}

/** Fields whose value says it all have a single operator and are shown none. */
export function OperatorSelector({ path, value, options, handleOnChange }: OperatorSelectorProps) {
  if (options.length < 2) return null
  return (
    <StillSelect
      className={classes['operator']}
      label={`Comparison of condition ${placeOf(path)}`}
      value={value ?? ''}
      data={choices(options as Option[], value)}
      onChange={handleOnChange}
    />
  )
}

/** What the catalogue does not know is shown by its name, and never as another one. */
function choices(options: Option[], chosen = '') {
  const known = options.map(({ name, label }) => ({ value: name, label }))
  const listed = chosen === '' || known.some(({ value }) => value === chosen)
  return listed ? known : [{ value: chosen, label: chosen }, ...known]
}

export function CombinatorSelector(props: CombinatorSelectorProps) {
  return (
    <>
      <StillSelect
        className={classes['combinator']}
        label={`How ${nameOf(props.ruleGroup, props.path)} combines`}
        value={props.value === 'or' ? 'or' : 'and'}
        data={[
          { value: 'and', label: combinatorLabels.and },
          { value: 'or', label: combinatorLabels.or },
        ]}
        onChange={props.handleOnChange}
      />
      <NodeNote id={props.ruleGroup.id ?? ''} />
    </>
  )
}

export function NotToggle({ checked, path, ruleGroup, handleOnChange }: NotToggleProps) {
  return (
    <Button
      variant={checked ? 'filled' : 'default'}
      size="compact-sm"
      aria-pressed={checked ?? false}
      aria-label={`Not ${nameOf(ruleGroup, path)}`}
      title="Everyone for whom this does not hold"
      onClick={() => handleOnChange(!checked)}
    >
      Not
    </Button>
  )
}
