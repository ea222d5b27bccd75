import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { test } from 'node:test'
import { messages } from './registry.ts'
import { protocolHistory, protocolVersion } from './version.ts'

test('the newest entry of the history is the version in force', () => {
  assert.equal(protocolHistory.at(-1)?.version, protocolVersion)
})

test('versions count up by one, with dates that do not go back and a reason each', () => {
  let date = ''
  for (const [index, entry] of protocolHistory.entries()) {
    assert.equal(entry.version, index + 1)
    assert.match(entry.date, /^\d{4}-\d{2}-\d{2}$/)
    assert.ok(entry.date >= date)
    date = entry.date
    assert.ok(entry.change.length > 20)
  }
})

test('every version has its golden fixtures, and no message is younger than the protocol', () => {
  for (const entry of protocolHistory) assert.ok(existsSync(new URL(`./fixtures/v${entry.version}/`, import.meta.url)))
  for (const message of messages) assert.ok(message.since >= 1 && message.since <= protocolVersion, message.name)
})
