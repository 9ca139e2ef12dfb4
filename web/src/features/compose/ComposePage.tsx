// A new campaign, for whomever the address names: a saved segment or a rule. Where
// it names nobody, somebody has to choose.
import './styles'
import { Alert, Stack, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { getRouteApi } from '@tanstack/react-router'
import { useMay } from '../../lib/viewer'
import { EmptyState } from '../../ui/EmptyState'
import { MAY_NOT } from '../campaigns/actions'
import { Composer } from './Composer'
import { audienceOf, ruleInAddress } from './draft'

const route = getRouteApi('/inside/campaigns/new')

export function ComposePage() {
  useDocumentTitle('New campaign · Xeno')
  const { segment, rule } = route.useSearch()
  const may = useMay('CAMPAIGNS')
  if (!may) return <EmptyState title="You may not create campaigns">{MAY_NOT}</EmptyState>
  const given = ruleInAddress(rule)
  return (
    <Stack>
      <Title order={1}>New campaign</Title>
      {rule !== undefined && !given && (
        <Alert color="orange" title="The address carries no rule that can be read" role="alert">
          Choose whom the campaign is for below.
        </Alert>
      )}
      {/* The key: what was written for one audience is not carried to the next. */}
      <Composer
        key={`${segment} ${rule}`}
        initial={{
          name: '',
          audience: audienceOf(segment, given),
          channel: 'SMS',
          message: '',
          ratePerSecond: null,
        }}
      />
    </Stack>
  )
}
