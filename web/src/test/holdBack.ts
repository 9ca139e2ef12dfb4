// Answers that take their time: those to one operation wait until the test says so.
import { fromPromise, fromValue, mergeMap, pipe } from 'wonka'
import { type FakeServer, nameOf } from './fakeServer'

export interface HeldBack {
  server: FakeServer
  /** Whether the server has answered and nobody has heard it yet. */
  waiting: () => boolean
  release: () => void
}

export function holdBack(server: FakeServer, name: string): HeldBack {
  let waiting = false
  let release = () => {}
  const released = new Promise<void>((resolve) => {
    release = resolve
  })
  return {
    server: {
      ...server,
      exchange: (input) => (operations) =>
        pipe(
          server.exchange(input)(operations),
          mergeMap((result) => {
            if (nameOf(result.operation) !== name) return fromValue(result)
            waiting = true
            return fromPromise(released.then(() => result))
          }),
        ),
    },
    waiting: () => waiting,
    release: () => {
      waiting = false
      release()
    },
  }
}
