/**
 * A key for one intention of the user: the same key again, after a lost answer
 * or a double click, does the thing once. `crypto.randomUUID` exists on secure
 * origins alone; this serves plain http too.
 */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
