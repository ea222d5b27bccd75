import assert from 'node:assert/strict'
import { test } from 'node:test'
import { pageOriginsOf } from './page-origins.ts'

const asked = (headers: Record<string, string>, allowed: readonly string[] = []) =>
  pageOriginsOf(new Request('http://x/', { headers: { host: '192.168.1.20:8080', ...headers } }), {
    allowed,
    secure: false,
  })

test('a program, and a browser that saves a file, are free to follow a redirect', () => {
  assert.deepEqual(asked({ 'user-agent': 'curl/7.88.1' }), [])
  assert.deepEqual(asked({ 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'navigate' }), [])
})

test('a page is known by what browsers say of it, over plain HTTP by their name alone', () => {
  const page = ['http://192.168.1.20:8080']
  assert.deepEqual(asked({ 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }), page)
  assert.deepEqual(asked({ 'user-agent': 'Mozilla/5.0 (iPhone)' }), page)
  assert.deepEqual(asked({ origin: 'https://other.example' }), ['https://other.example'])
})

test('behind a proxy the page may be at any of the configured origins', () => {
  const configured = ['https://nvr.example.org', 'https://nvr.example.com']
  assert.deepEqual(asked({ 'user-agent': 'Mozilla/5.0' }, configured), configured)
})
