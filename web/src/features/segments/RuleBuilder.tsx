// The rule as a tree that is edited by mouse or by keyboard.
import '@mantine/core/styles/Pill.css'
import '@mantine/core/styles/PillsInput.css'
import '@mantine/core/styles/Popover.css'
import { combine } from '@atlaskit/pragmatic-drag-and-drop/combine'
import {
  draggable,
  dropTargetForElements,
  monitorForElements,
} from '@atlaskit/pragmatic-drag-and-drop/element/adapter'
import { QueryBuilderDnD } from '@react-querybuilder/dnd'
import { createPragmaticDndAdapter } from '@react-querybuilder/dnd/pragmatic-dnd'
import { memo } from 'react'
import {
  type FullCombinator,
  type FullField,
  type FullOperator,
  QueryBuilder,
  type RuleType,
} from 'react-querybuilder'
import { newAttributeValue } from './attributeCodec'
import { type Catalogue, CatalogueContext } from './catalogue'
import { reshape, shapeOf } from './comparisons'
import {
  AddCondition,
  AddGroup,
  CombinatorSelector,
  DragHandle,
  DuplicateAction,
  FieldSelector,
  MuteAction,
  NotToggle,
  OperatorSelector,
  RemoveAction,
  ShiftActions,
} from './controls'
import { newOrdersValue } from './ordersCodec'
import classes from './RuleBuilder.module.css'
import { choices, isChoiceField, newNodeId, type RuleTree } from './ruleCodec'
import { ValueEditor } from './ValueEditor'

const dragAndDrop = createPragmaticDndAdapter({
  draggable,
  dropTargetForElements,
  monitorForElements,
  combine,
})

const controlElements = {
  addRuleAction: AddCondition,
  addGroupAction: AddGroup,
  cloneRuleAction: DuplicateAction,
  cloneGroupAction: DuplicateAction,
  muteRuleAction: MuteAction,
  muteGroupAction: MuteAction,
  removeRuleAction: RemoveAction,
  removeGroupAction: RemoveAction,
  shiftActions: ShiftActions,
  dragHandle: DragHandle,
  fieldSelector: FieldSelector,
  operatorSelector: OperatorSelector,
  combinatorSelector: CombinatorSelector,
  notToggle: NotToggle,
  valueSourceSelector: null,
  valueEditor: ValueEditor,
}

/** Marks what lies inside the rule. */
export const RULE_ATTRIBUTE = 'data-rule'

/** Groups below the outermost; the server takes rules 10 deep, the condition counted. */
const MOST_LEVELS = 8

interface RuleBuilderProps {
  tree: RuleTree
  catalogue: Catalogue
  /** By which the history of changes is found. */
  builderId: string
  /** Always the same function. */
  onChange: (tree: RuleTree) => void
}

/** Drawn again only when the rule changes, and not when its counts arrive: that takes a while. */
export const RuleBuilder = memo(function RuleBuilder(props: RuleBuilderProps) {
  const { tree, catalogue, builderId, onChange } = props
  return (
    <CatalogueContext value={catalogue}>
      <div className={classes['builder']} {...{ [RULE_ATTRIBUTE]: true }}>
        <QueryBuilderDnD dnd={dragAndDrop}>
          <QueryBuilder<RuleTree, FullField, FullOperator, FullCombinator>
            qbId={builderId}
            query={tree}
            onQueryChange={onChange}
            enableMountQueryChange={false}
            idGenerator={newNodeId}
            fields={catalogue.fields}
            getDefaultValue={defaultValue}
            controlElements={controlElements}
            accessibleDescriptionGenerator={noDescription}
            maxLevels={MOST_LEVELS}
            addRuleToNewGroups
            showNotToggle
            showShiftActions
            showCloneButtons
            showMuteButtons
            listsAsArrays
          />
        </QueryBuilderDnD>
      </div>
    </CatalogueContext>
  )
})

/** What a condition starts with once its field is chosen. */
function defaultValue({ field, operator }: RuleType): unknown {
  switch (field) {
    case 'orders':
      return newOrdersValue
    case 'attribute':
      return newAttributeValue
    default:
      if (isChoiceField(field)) return choices[field][0]
      return reshape('', shapeOf(operator))
  }
}

/** The library's would stand as a title over every group, and cover what is under the pointer. */
function noDescription(): string {
  return ''
}
