// Coming in without a page: as the person at this machine, who is let in where
// no provider is set up.
import { strict as assert } from 'node:assert'

/**
 * Opens a session; returns the headers that all further calls bring. A cookie
 * alone is not enough for a GET: other sites can make a browser send that.
 */
export async function signIn(url) {
  const answer = await fetch(`${url}/auth/local`, { method: 'POST', headers: { origin: url } })
  assert.equal(answer.status, 204, await answer.text())
  const [cookie] = answer.headers.getSetCookie().map((line) => line.split(';')[0])
  return { cookie, 'x-requested-with': 'xeno-tests' }
}

/** Ends the session that the headers stand for, on whatever is open by it too. */
export async function signOut(url, headers) {
  const answer = await fetch(`${url}/auth/logout`, { method: 'POST', headers })
  assert.equal(answer.status, 204, await answer.text())
}
