// The browser as far as the session needs it: the server's steps under /auth
// answer by path, and leaving is written down.
import type { Browser } from '../lib/session'

type Answer = () => Response

export interface FakeBrowser extends Browser {
  /** Each call of a step: its path, and what was sent with it. */
  asked: { path: string; body: unknown }[]
  /** Where the document was left for. */
  left: string[]
}

/** Paths without an answer fail as if the network were down. */
export function createFakeBrowser(answers: Record<string, Answer> = {}): FakeBrowser {
  const asked: FakeBrowser['asked'] = []
  const left: string[] = []
  return {
    asked,
    left,
    fetch: (input, init) => {
      const path = String(input)
      asked.push({ path, body: init?.body ? JSON.parse(String(init.body)) : undefined })
      const answer = answers[path]
      return answer ? Promise.resolve(answer()) : Promise.reject(new TypeError('No network'))
    },
    leaveFor: (path) => left.push(path),
  }
}

export const done: Answer = () => new Response(null, { status: 204 })

export const json =
  (status: number, body: unknown): Answer =>
  () =>
    Response.json(body, { status })
