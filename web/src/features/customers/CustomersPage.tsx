// Everyone in the record: found by what they go by, in four orders, both of
// them in the address, so that a list can be shared and gone back to.
import { NativeSelect, Stack, Title } from '@mantine/core'
import { useDocumentTitle } from '@mantine/hooks'
import { getRouteApi } from '@tanstack/react-router'
import { Problem } from '../../ui/Problem'
import { SearchField } from '../../ui/SearchField'
import { CustomersTable } from './CustomersTable'
import classes from './CustomersPage.module.css'
import { CustomersQueryDocument, PAGE_SIZE, readCustomers, sortOf, sorts } from './customersQuery'
import { NobodyFound, NobodyYet } from './NobodyHere'
import { usePages } from './usePages'

const route = getRouteApi('/inside/customers')

export function CustomersPage() {
  useDocumentTitle('Customers · Xeno')
  const address = route.useSearch()
  const navigate = route.useNavigate()
  const search = address.search?.trim() ?? ''
  const sort = sortOf(address.sort)
  const list = usePages(
    CustomersQueryDocument,
    { first: PAGE_SIZE, search: search || null, sort },
    readCustomers,
  )
  const go = (next: { search?: string; sort?: string }) =>
    void navigate({ search: next, replace: true, resetScroll: false })
  const withSort = sort === 'NEWEST' ? {} : { sort }
  return (
    <Stack>
      <Title order={1}>Customers</Title>
      <div className={classes['tools']} role="search">
        <SearchField
          label="Search customers"
          placeholder="Name, email, phone or id begins with…"
          value={search}
          onSearch={(text) => go({ ...(text && { search: text }), ...withSort })}
        />
        <NativeSelect
          aria-label="Order"
          value={sort}
          data={[...sorts]}
          onChange={({ currentTarget: { value } }) =>
            go({ ...(search && { search }), ...(value !== 'NEWEST' && { sort: value }) })
          }
        />
      </div>
      {list.error && (
        <Problem
          title="The customers could not be loaded"
          error={list.error}
          onRetry={list.refresh}
        />
      )}
      {!list.loading && !list.hasMore && list.nodes.length === 0 && !list.error ? (
        search === '' ? (
          <NobodyYet />
        ) : (
          <NobodyFound search={search} onClear={() => go(withSort)} />
        )
      ) : (
        (!list.error || list.nodes.length > 0) && <CustomersTable list={list} />
      )}
    </Stack>
  )
}
