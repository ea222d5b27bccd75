import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { OwnChain } from '@nightjar/shared/protocol/agent-chains.ts'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import { openDatabase } from '../index/database.ts'
import { indexOver } from '../index/open-index.ts'
import { createLog } from '../platform/log.ts'
import { testId, testOwner, testRandom, testSign } from '../testing/records.ts'
import { createChainFollower } from './follow-chains.ts'

const t0 = 1_750_000_000_000

test('records that are held of a chain that is open are sent again, about once a minute, until they are taken', async t => {
  const clock = new SimulatedClock(t0)
  const index = indexOver(openDatabase(':memory:'), { owner: testOwner, sign: testSign, clock, random: testRandom() })
  const cameraId = testId()
  index.beginLedger(cameraId, t0)
  index.appendGaps(cameraId, [{ fromMs: t0, toMs: t0 + 1000, state: 'camera-down', cause: 'camera.unreachable' }])
  const theirs: OwnChain = { cameraId, state: 'open', reason: null, lineageId: null, head: null, accountedToMs: null }
  let isTaken = false
  const sent: number[] = []
  /** As the outbox does after every look. */
  const send = () => {
    const held = follower.lanes.held()
    if (held === 'all' || held.includes(cameraId) || index.nextMessages(1, held).length === 0) return
    sent.push(clock.monotonicMs())
    if (isTaken) index.acknowledge(index.nextMessages(1).map(({ payload }) => payload.id))
    else follower.heldBack(cameraId, 'Records reach to tomorrow.')
  }
  const follower = createChainFollower({
    store: index,
    api: {
      chains: async () => [theirs],
      beginLineage: async () => assert.fail('nothing begins'),
      segments: async () => assert.fail('nothing is said to be held'),
      records: async () => assert.fail('nothing is asked for'),
    },
    owner: testOwner,
    sign: () => assert.fail('nothing is signed'),
    clock,
    random: () => 0.5,
    isUp: () => true,
    looked: send,
    log: createLog({ level: 'silent', role: 'test' }),
  })
  const stopping = new AbortController()
  t.after(() => stopping.abort())
  void follower.run(stopping.signal)
  follower.linkUp()
  for (let second = 0; second < 600; second++) await clock.advance(1000)
  assert.ok(sent.length >= 8 && sent.length <= 13, `${sent.length} times in ten minutes`)
  assert.equal(index.outboxDepth(), 1)
  isTaken = true
  for (let second = 0; second < 90; second++) await clock.advance(1000)
  assert.equal(index.outboxDepth(), 0)
})
