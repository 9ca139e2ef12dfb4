import { Alert, Code, Text } from '@mantine/core'
import { useMay } from '../../lib/viewer'
import { AnchorLink } from '../../ui/AnchorLink'

/** What a workspace without a customer needs first. */
export function FirstSteps() {
  const may = useMay('INGEST')
  return (
    <Alert color="indigo" title="There are no customers yet">
      {may ? (
        <Text size="sm">
          <AnchorLink to="/import" underline="always">
            Import a file
          </AnchorLink>{' '}
          of customers and orders, or load a demonstration brand with <Code>xeno demo</Code>.
        </Text>
      ) : (
        <Text size="sm">The figures follow once somebody loads customers and orders.</Text>
      )}
    </Alert>
  )
}
