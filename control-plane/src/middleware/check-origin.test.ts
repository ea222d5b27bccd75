import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { checkOrigin, type OriginRule } from './check-origin.ts'

const local: OriginRule = { allowed: [], secure: false }
const configured: OriginRule = { allowed: ['https://nvr.example.org'], secure: true }

function passes(rule: OriginRule, headers: Record<string, string>, method = 'POST'): boolean {
  try {
    checkOrigin(new Request('http://localhost/', { method, headers }), rule)
    return true
  } catch (error) {
    assert.ok(error instanceof AppError && error.code === 'auth.cross-site')
    return false
  }
}

test('with PUBLIC_ORIGIN set, that origin and no other passes', () => {
  const host = 'nvr.example.org'
  assert.ok(passes(configured, { origin: 'https://nvr.example.org', host }))
  for (const origin of [
    'https://evil.example',
    'http://nvr.example.org',
    'https://nvr.example.org.evil.example',
    'https://nvr.example.org:8443',
    'https://sub.nvr.example.org',
    'null',
    '',
  ])
    assert.ok(!passes(configured, { origin, host }), origin)
  assert.ok(!passes(configured, { origin: 'http://192.168.1.20:8080', host: '192.168.1.20:8080' }))
})

test('without it, the page at its own IP address or localhost passes', () => {
  for (const host of ['localhost:8080', '127.0.0.1:8080', '192.168.1.20:8080', '[::1]:8080'])
    assert.ok(passes(local, { origin: `http://${host}`, host }), host)
})

test('without it, a name that was made to point here does not pass (DNS rebinding)', () => {
  assert.ok(!passes(local, { origin: 'http://evil.example:8080', host: 'evil.example:8080' }))
  assert.ok(!passes(local, { origin: 'http://evil.example', host: '127.0.0.1:8080' }))
  assert.ok(!passes(local, { origin: 'http://127.0.0.1:9999', host: '127.0.0.1:8080' }))
  assert.ok(!passes(local, { origin: 'http://127.0.0.1.evil.example', host: '127.0.0.1.evil.example' }))
  assert.ok(!passes(local, { origin: 'null', host: 'localhost:8080' }))
})

test('what a browser marks as coming from elsewhere is refused, whatever else it says', () => {
  for (const site of ['cross-site', 'same-site', 'nonsense'])
    assert.ok(!passes(local, { 'sec-fetch-site': site, origin: 'http://localhost:8080', host: 'localhost:8080' }), site)
  assert.ok(passes(local, { 'sec-fetch-site': 'same-origin', host: 'localhost:8080' }))
})

test('a script that sends neither header passes, and reading is not looked at', () => {
  assert.ok(passes(configured, { host: 'nvr.example.org' }))
  assert.ok(passes(configured, { origin: 'https://evil.example', host: 'nvr.example.org' }, 'GET'))
})
