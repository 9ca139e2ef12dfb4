import { Button, Stack } from '@mantine/core'
import { useMay } from '../../lib/viewer'
import { AnchorLink } from '../../ui/AnchorLink'
import { EmptyState } from '../../ui/EmptyState'

/** The record itself is empty. */
export function NobodyYet() {
  if (!useMay('INGEST')) {
    return (
      <EmptyState title="No customers yet">They appear here once somebody imports them.</EmptyState>
    )
  }
  return (
    <EmptyState title="No customers yet">
      <Stack align="center">
        <span>
          Load a file of customers, or of orders, whose customers are then made with them.
        </span>
        <AnchorLink to="/import">Import a file</AnchorLink>
      </Stack>
    </EmptyState>
  )
}

export function NobodyFound({ search, onClear }: { search: string; onClear: () => void }) {
  return (
    <EmptyState title={`Nobody goes by “${search}”`}>
      <Stack align="center">
        <span>
          Customers are found by what their name, a word of it, their email address, phone number or
          id begins with.
        </span>
        <Button variant="default" onClick={onClear}>
          Show everyone
        </Button>
      </Stack>
    </EmptyState>
  )
}
