import assert from 'node:assert/strict'
import { test } from 'node:test'
import { takeSetupToken, watchSetupToken } from './take-setup-token.ts'

/** The address bar, with what it was changed to. */
function openedAt(address: string): string[] {
  const shown: string[] = []
  const history = { state: null, replaceState: (_: unknown, __: string, url: string) => shown.push(url) }
  Object.assign(globalThis, { location: new URL(address), history })
  return shown
}

test('the token leaves the address bar as soon as it is read', () => {
  const shown = openedAt('http://localhost:8080/setup?a=1#token=t0ken%2B')
  assert.equal(takeSetupToken(), 't0ken+')
  assert.deepEqual(shown, ['/setup?a=1'])
})

test('an address without a token is left alone', () => {
  const shown = openedAt('http://localhost:8080/setup')
  assert.equal(takeSetupToken(), '')
  assert.deepEqual(shown, [])
})

test('a link pasted into the open page is taken like the first one, until the page is left', () => {
  const bar = new EventTarget()
  Object.assign(globalThis, {
    addEventListener: bar.addEventListener.bind(bar),
    removeEventListener: bar.removeEventListener.bind(bar),
  })
  const taken: string[] = []
  const paste = (address: string) => {
    const shown = openedAt(address)
    bar.dispatchEvent(new Event('hashchange'))
    return shown
  }
  const leave = watchSetupToken(token => taken.push(token))
  assert.deepEqual(paste('http://localhost:8080/setup#token=second'), ['/setup'])
  paste('http://localhost:8080/setup#main')
  leave()
  paste('http://localhost:8080/setup#token=third')
  assert.deepEqual(taken, ['second'])
})
