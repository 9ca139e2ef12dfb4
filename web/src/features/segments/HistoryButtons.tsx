import { Group } from '@mantine/core'
import { useHotkeys } from '@mantine/hooks'
import { IconArrowBackUp, IconArrowForwardUp } from '@tabler/icons-react'
import { useQueryBuilderHistory } from 'react-querybuilder/history'
import { SteadyButton } from '../../ui/SteadyButton'
import { RULE_ATTRIBUTE } from './RuleBuilder'

/**
 * Undo and redo, of everything in the rule. The keys work inside its inputs
 * too: a burst of typing is one step.
 */
export function HistoryButtons({ builderId }: { builderId: string }) {
  const { undo, redo, canUndo, canRedo } = useQueryBuilderHistory(builderId)
  useHotkeys(
    [
      ['mod+z', unlessOwnUndo(undo), { preventDefault: false }],
      ['mod+shift+z', unlessOwnUndo(redo), { preventDefault: false }],
    ],
    [],
  )
  return (
    <Group gap={4}>
      <SteadyButton
        variant="subtle"
        size="compact-sm"
        leftSection={<IconArrowBackUp size={16} />}
        title="Undo (Ctrl Z)"
        off={!canUndo}
        onClick={undo}
      >
        Undo
      </SteadyButton>
      <SteadyButton
        variant="subtle"
        size="compact-sm"
        leftSection={<IconArrowForwardUp size={16} />}
        title="Redo (Ctrl Shift Z)"
        off={!canRedo}
        onClick={redo}
      >
        Redo
      </SteadyButton>
    </Group>
  )
}

function unlessOwnUndo(step: () => void) {
  return (event: KeyboardEvent): void => {
    if (hasOwnUndo(event.target)) return
    event.preventDefault()
    step()
  }
}

/** Inputs beside the rule, a name or a description, keep the browser's own. */
function hasOwnUndo(target: EventTarget | null): boolean {
  return (
    target instanceof Element &&
    target.matches('input, textarea') &&
    !target.closest(`[${RULE_ATTRIBUTE}]`)
  )
}
