// The builder's own controls, in the look of the rest. No tooltips: with one a
// button, twenty conditions take too long to draw.
import { ActionIcon, Button, NativeSelect } from '@mantine/core'
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
import { forwardRef } from 'react'
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
import { NodeNote } from './NodeNote'
import { placeOf } from './places'
import classes from './RuleBuilder.module.css'
import { combinatorLabels } from './wording'

type Icon = typeof IconTrash

/** "condition 1.2", "group 2"; the outermost group is the rule. */
function nameOf(node: object, path: readonly number[]): string {
  if (path.length === 0) return 'the rule'
  return `${'rules' in node ? 'group' : 'condition'} ${placeOf(path)}`
}

function action(verb: string, Shown: Icon) {
  return function Action({ path, ruleOrGroup, handleOnClick, disabled }: ActionProps) {
    return (
      <ActionIcon
        variant="subtle"
        color="gray"
        size={28}
        title={verb}
        aria-label={`${verb} ${nameOf(ruleOrGroup, path)}`}
        disabled={disabled ?? false}
        onClick={handleOnClick}
      >
        <Shown size={16} />
      </ActionIcon>
    )
  }
}

export const DuplicateAction = action('Duplicate', IconCopy)
export const RemoveAction = action('Remove', IconTrash)

export function MuteAction({ path, ruleOrGroup, handleOnClick }: ActionProps) {
  const muted = ruleOrGroup.muted === true
  if (path.length === 0) return null
  return (
    <ActionIcon
      variant={muted ? 'light' : 'subtle'}
      color="gray"
      size={28}
      title={muted ? 'Count it again' : 'Leave it out for now'}
      aria-label={`Mute ${nameOf(ruleOrGroup, path)}`}
      aria-pressed={muted}
      onClick={handleOnClick}
    >
      {muted ? <IconEyeOff size={16} /> : <IconEye size={16} />}
    </ActionIcon>
  )
}

function adder(what: string) {
  return function Add({ path, ruleOrGroup, handleOnClick, disabled }: ActionProps) {
    return (
      <Button
        variant="subtle"
        size="compact-sm"
        leftSection={<IconPlus size={14} />}
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
  const name = nameOf(props.ruleOrGroup ?? {}, props.path)
  return (
    <span className={classes['shift']}>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={24}
        title="Move up"
        aria-label={`Move ${name} up`}
        disabled={props.shiftUpDisabled ?? false}
        onClick={props.shiftUp}
      >
        <IconChevronUp size={16} />
      </ActionIcon>
      <ActionIcon
        variant="subtle"
        color="gray"
        size={24}
        title="Move down"
        aria-label={`Move ${name} down`}
        disabled={props.shiftDownDisabled ?? false}
        onClick={props.shiftDown}
      >
        <IconChevronDown size={16} />
      </ActionIcon>
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
    <NativeSelect
      aria-label={`Field of condition ${placeOf(path)}`}
      value={value ?? ''}
      data={choices(options as Option[])}
      onChange={(event) => handleOnChange(event.currentTarget.value)}
    />
  )
}

/** Fields whose value says it all have a single operator and are shown none. */
export function OperatorSelector({ path, value, options, handleOnChange }: OperatorSelectorProps) {
  if (options.length < 2) return null
  return (
    <NativeSelect
      aria-label={`Comparison of condition ${placeOf(path)}`}
      value={value ?? ''}
      data={choices(options as Option[])}
      onChange={(event) => handleOnChange(event.currentTarget.value)}
    />
  )
}

function choices(options: Option[]) {
  return options.map(({ name, label }) => ({ value: name, label }))
}

export function CombinatorSelector(props: CombinatorSelectorProps) {
  return (
    <>
      <NativeSelect
        aria-label={`How ${nameOf(props.ruleGroup, props.path)} combines`}
        value={props.value === 'or' ? 'or' : 'and'}
        data={[
          { value: 'and', label: combinatorLabels.and },
          { value: 'or', label: combinatorLabels.or },
        ]}
        onChange={(event) => props.handleOnChange(event.currentTarget.value)}
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
