import { getRouteApi } from '@tanstack/react-router'
import { CustomerPage } from './CustomerPage'

const route = getRouteApi('/inside/customers/$customerId')

export function CustomerRoute() {
  const { customerId } = route.useParams()
  // The key: what was opened or asked about one customer is not carried to the next.
  return <CustomerPage key={customerId} id={customerId} />
}
