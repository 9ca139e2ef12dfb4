// Everyone in the record: found by what they go by, in four orders, both of
// them in the address, so that a list can be shared and gone back to.
import { NativeSelect, Stack, TextInput, Title } from '@mantine/core'
import { useDebouncedCallback, useDocumentTitle, useHotkeys } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import { getRouteApi } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { Problem } from '../../ui/Problem'
import { CustomersTable } from './CustomersTable'
import classes from './CustomersPage.module.css'
import { CustomersQueryDocument, PAGE_SIZE, readCustomers, sortOf, sorts } from './customersQuery'
import { NobodyFound, NobodyYet } from './NobodyHere'
import { usePages } from './usePages'

const route = getRouteApi('/inside/customers')

/** Between the last key and the question. */
const TYPING_MS = 250

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

interface SearchFieldProps {
  /** What the address says. */
  value: string
  onSearch: (text: string) => void
}

function SearchField({ value, onSearch }: SearchFieldProps) {
  const [typed, setTyped] = useState(value)
  const field = useRef<HTMLInputElement>(null)
  const sent = useRef(value)
  const send = useDebouncedCallback((text: string) => {
    sent.current = text
    onSearch(text)
  }, TYPING_MS)
  useHotkeys([['/', () => field.current?.focus()]])
  // The Back button, or a link, has changed the address; what is being typed stays otherwise.
  useEffect(() => {
    if (value === sent.current) return
    sent.current = value
    setTyped(value)
  }, [value])
  return (
    <TextInput
      ref={field}
      type="search"
      aria-label="Search customers"
      aria-keyshortcuts="/"
      placeholder="Name, email, phone or id begins with…"
      leftSection={<IconSearch size={16} aria-hidden="true" />}
      rightSection={<kbd className={classes['key']}>/</kbd>}
      rightSectionPointerEvents="none"
      value={typed}
      onChange={({ currentTarget }) => {
        setTyped(currentTarget.value)
        send(currentTarget.value.trim())
      }}
    />
  )
}
