import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { AgentCopy } from '@nightjar/shared/api/agent.ts'
import { sampleId } from '../../testing/samples.ts'
import { copyWords } from './copy-words.ts'

const copy: AgentCopy = {
  id: sampleId(1),
  hostname: 'barn',
  address: '192.0.2.7',
  machine: '0123456789abcdef',
  firstSeenAt: '2026-11-20T11:00:00.000Z',
  lastSeenAt: '2026-11-20T11:59:00.000Z',
  isNewest: true,
}
const now = Date.parse('2026-11-20T12:00:00.000Z')

test('two machines of one name are told apart by address, machine and state', () => {
  assert.match(copyWords(copy, now), /^from 192\.0\.2\.7 · machine 01234567 · the newest state · last asked /)
  const other = { ...copy, address: null, machine: null, isNewest: false }
  assert.match(copyWords(other, now), /^an older state · last asked /)
})
