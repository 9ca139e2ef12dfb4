import type { CombinedError } from '@urql/core'

/** Whether the server named one of these codes as the reason. */
export function hasCode(error: CombinedError, ...codes: string[]): boolean {
  return error.graphQLErrors.some(({ extensions }) => codes.includes(String(extensions['code'])))
}
