// A browser without a screen: it keeps cookies, each for its origin, and goes
// where it is sent only when it is told to.
import { strict as assert } from 'node:assert'

export class Visitor {
  #cookies = new Map()

  /** Makes one request; `form` is posted. Redirects are not followed. */
  async go(url, form) {
    const { origin } = new URL(url)
    const held = [...this.#of(origin)].map(([name, value]) => `${name}=${value}`).join('; ')
    const answer = await fetch(url, {
      method: form ? 'POST' : 'GET',
      body: form && new URLSearchParams(form),
      headers: held ? { cookie: held } : {},
      redirect: 'manual',
    })
    for (const line of answer.headers.getSetCookie()) {
      const [name, value] = line.split(';')[0].split(/=(.*)/s)
      if (value) this.#of(origin).set(name, value)
      else this.#of(origin).delete(name)
    }
    return answer
  }

  /** Where the answer sends the browser. */
  async sentFrom(url, form) {
    const answer = await this.go(url, form)
    const location = answer.headers.get('location')
    assert.ok(location, `${url} answers ${answer.status} and sends nowhere: ${await answer.text()}`)
    return new URL(location, url).href
  }

  /** The cookie's value, if it is held. */
  cookie(url, name) {
    return this.#of(new URL(url).origin).get(name)
  }

  /** Holds a cookie's value, or none. */
  hold(url, name, value) {
    const cookies = this.#of(new URL(url).origin)
    if (value === undefined) cookies.delete(name)
    else cookies.set(name, value)
  }

  #of(origin) {
    if (!this.#cookies.has(origin)) this.#cookies.set(origin, new Map())
    return this.#cookies.get(origin)
  }
}
