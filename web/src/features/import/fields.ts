// The fields that a row may have, as the API's inputs name them, with the
// headers that people give them. `xeno import` knows the same ones by the same
// headers, so that one file means the same thing here and there.

export type Kind = 'customers' | 'orders'

/** What a cell must look like. A cell of another shape would fail the whole call, so it is found here. */
export type Shape =
  | 'text'
  /** A whole number of 32 bits. */
  | 'int'
  /** Exact: digits and at most one point. */
  | 'decimal'
  /** RFC 3339; without an offset it is in the workspace's zone. */
  | 'instant'
  | 'consent'
  | 'status'
  /** Texts: a JSON list, or separated by `|` or `;` in a CSV cell. */
  | 'tags'
  /** A JSON object. */
  | 'object'
  /** A JSON list of order items. */
  | 'items'
  /** An attribute that is a number. */
  | 'number'
  /** An attribute that is true or false. */
  | 'flag'

/** The words of the shapes that have a fixed set of them. */
export const words: Partial<Record<Shape, readonly string[]>> = {
  consent: ['GRANTED', 'UNKNOWN', 'WITHDRAWN'],
  status: ['PENDING', 'COMPLETED', 'CANCELLED', 'REFUNDED'],
}

export interface Field {
  /** As the API names it. */
  name: string
  /** For people. */
  label: string
  shape: Shape
  /** Whether a row is nothing without it. */
  required: boolean
  /** Headers that mean it, folded, the likeliest first. */
  aliases: readonly string[]
}

type Rest = [label: string, shape: Shape, ...aliases: string[]]

function required(name: string, ...[label, shape, ...aliases]: Rest): Field {
  return { name, label, shape, required: true, aliases }
}

function optional(name: string, ...[label, shape, ...aliases]: Rest): Field {
  return { name, label, shape, required: false, aliases }
}

const updatedAt = optional(
  'updatedAt',
  'Last changed at',
  'instant',
  'updated',
  'modifiedat',
  'lastmodified',
)

export const fields: Record<Kind, readonly Field[]> = {
  customers: [
    required(
      'externalId',
      'Customer id',
      'text',
      'customerid',
      'customerexternalid',
      'id',
      'customer',
    ),
    optional('name', 'Name', 'text', 'fullname', 'customername'),
    optional('email', 'Email', 'text', 'emailaddress', 'mail'),
    optional('phone', 'Phone', 'text', 'phonenumber', 'mobile', 'mobilenumber'),
    optional('city', 'City', 'text', 'town'),
    optional('country', 'Country', 'text'),
    optional('visits', 'Visits', 'int', 'visitcount'),
    optional('tags', 'Tags', 'tags', 'labels'),
    optional('consent', 'Consent', 'consent', 'marketingconsent'),
    optional('attributes', 'Attributes, as JSON', 'object'),
    optional(
      'createdAt',
      'Customer since',
      'instant',
      'created',
      'signedupat',
      'signupdate',
      'joinedat',
      'registeredat',
    ),
    updatedAt,
  ],
  orders: [
    required(
      'externalId',
      'Order id',
      'text',
      'orderid',
      'orderexternalid',
      'ordernumber',
      'id',
      'order',
    ),
    required('customerExternalId', 'Customer id', 'text', 'customerid', 'customer'),
    required('amount', 'Amount', 'decimal', 'orderamount', 'ordertotal'),
    optional('currency', 'Currency', 'text', 'currencycode'),
    optional('status', 'Status', 'status', 'orderstatus'),
    required('placedAt', 'Placed at', 'instant', 'orderedat', 'orderdate', 'createdat', 'date'),
    optional('channel', 'Channel', 'text', 'orderchannel'),
    optional('items', 'Items, as JSON', 'items', 'lineitems'),
    updatedAt,
  ],
}

export const itemFields: readonly Field[] = [
  required('sku', 'SKU', 'text'),
  optional('name', 'Name', 'text'),
  optional('category', 'Category', 'text'),
  required('quantity', 'Quantity', 'int'),
  required('price', 'Price', 'decimal'),
]

/** How well a header fits a field: 0 is its own name, then its aliases in order; null is not at all. */
export function fit(field: Field, header: string): number | null {
  const folded = fold(header)
  if (folded === fold(field.name)) return 0
  const place = field.aliases.indexOf(folded)
  return place < 0 ? null : place + 1
}

/** "Customer_ID" and "customerId" are one header. */
function fold(header: string): string {
  return header.replaceAll(/[^\p{L}\p{N}]/gu, '').toLowerCase()
}
