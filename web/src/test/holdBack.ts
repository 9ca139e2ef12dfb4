// Answers that take their time: those to one operation wait until the test says so,
// or those of them alone that it picks by their variables.
import type { OperationResult } from '@urql/core'
import { fromValue, make, mergeMap, pipe } from 'wonka'
import { type FakeServer, nameOf } from './fakeServer'

export interface HeldBack {
  server: FakeServer
  /** Whether the server has answered and nobody has heard it yet. */
  waiting: () => boolean
  /** From then on nothing waits. */
  release: () => void
}

export function holdBack(
  server: FakeServer,
  name: string,
  isHeld: (variables: OperationResult['operation']['variables']) => boolean = () => true,
): HeldBack {
  const held: (() => void)[] = []
  let released = false
  return {
    server: {
      ...server,
      exchange: (input) => (operations) =>
        pipe(
          server.exchange(input)(operations),
          mergeMap((result) =>
            !released && nameOf(result.operation) === name && isHeld(result.operation.variables)
              ? make((observer) => {
                  held.push(() => {
                    observer.next(result)
                    observer.complete()
                  })
                  return () => {}
                })
              : fromValue(result),
          ),
        ),
    },
    waiting: () => held.length > 0,
    release: () => {
      released = true
      for (const answer of held.splice(0)) answer()
    },
  }
}
