// A brand whose customers can be told apart, so that there is something to say
// about them: regulars who come each Saturday evening, people who were good
// customers and stay away, some who bought once, and some who never did.
const DAY_MS = 86_400_000
/** Of India ahead of UTC: the zone that a workspace begins with. */
const ZONE_MS = 5.5 * 3_600_000

/** How many of each there are, in the order of their numbers. */
export const kinds = { regular: 160, gone: 80, once: 160, never: 50 }
export const PEOPLE = Object.values(kinds).reduce((sum, count) => sum + count)
/** Every other regular; the others are like them and have no such tag. */
export const TAGGED = kinds.regular / 2
export const ORDERS_OF_REGULAR = 4

const tea = {
  sku: 'TEA-MAS-250',
  name: 'Masala Chai, 250 g',
  category: 'Tea',
  price: '2000',
  quantity: 1,
  imageUrl: '/products/tea-mas-250.svg',
}
const coffee = {
  sku: 'COF-FIL-500',
  name: 'Filter Coffee, 500 g',
  category: 'Coffee',
  price: '400',
  quantity: 1,
  imageUrl: '/products/cof-fil-500.svg',
}

export function kindOf(index) {
  let end = 0
  return Object.keys(kinds).find((kind) => index < (end += kinds[kind]))
}

/** Loads all of them with their orders. */
export async function loadRegulars(api) {
  await api.loadCustomers(PEOPLE, (index) => ({
    city: { regular: 'Pune', gone: 'Mumbai', once: 'Jaipur', never: 'Delhi' }[kindOf(index)],
    ...(kindOf(index) === 'regular' && index % 2 === 0 && { tags: ['vip'] }),
  }))
  await api.loadOrders(Array.from({ length: PEOPLE }, (_, index) => ordersOf(index)).flat())
}

function ordersOf(customer) {
  const order = (placedAt, item) => ({ customer, amount: item.price, placedAt, items: [item] })
  switch (kindOf(customer)) {
    case 'regular':
      return [0, 1, 2, 3].map((weeks) => order(saturday(weeks, customer % 60), tea))
    case 'gone':
      return [260, 300].map((days) => order(anyHour(days, customer), { ...tea, price: '3000' }))
    case 'once':
      return [order(anyHour(20 + (customer % 80), customer), coffee)]
    default:
      return []
  }
}

/** Between 18:00 and 19:00 on the last Saturday that is over, or weeks before it. */
function saturday(weeksBefore, minute) {
  const here = new Date(Date.now() + ZONE_MS)
  const days = ((here.getUTCDay() + 1) % 7 || 7) + 7 * weeksBefore
  const midnight = Date.UTC(here.getUTCFullYear(), here.getUTCMonth(), here.getUTCDate() - days)
  return new Date(midnight - ZONE_MS + (18 * 60 + minute) * 60_000).toISOString()
}

/** So many days ago, at one time of day as likely as at another. */
function anyHour(days, seed) {
  return new Date(Date.now() - days * DAY_MS - ((seed * 37) % 720) * 60_000).toISOString()
}
