import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import { openDatabase } from '../index/database.ts'
import { indexOver } from '../index/open-index.ts'
import { testId, testOwner, testRandom, testSign } from '../testing/records.ts'
import { createLedgerKeeper } from './keeper.ts'

const addedAtMs = 1_750_000_000_000

for (const [behindMs, beginsMs] of [
  [-60_000, addedAtMs],
  [120_000, addedAtMs - 120_000],
  [3 * 3_600_000, addedAtMs],
] as const) {
  test(`a clock that is ${behindMs / 1000} s behind when a camera is added: no account of time that none takes`, () => {
    const clock = new SimulatedClock(addedAtMs - behindMs)
    const index = indexOver(openDatabase(':memory:'), { owner: testOwner, sign: testSign, clock, random: testRandom() })
    const keeper = createLedgerKeeper({ index, clock })
    const cameraId = testId()
    keeper.recovered([])
    keeper.cameras([{ cameraId, addedAtMs, mode: 'continuous', way: null }])
    keeper.stop()
    const [first] = index
      .nextMessages(9)
      .flatMap(({ name, payload }) => (name === 'records.appended' ? payload.records : []))
    if (first?.kind === 'ledger') assert.equal(first.fromMs, beginsMs)
    else assert.equal(index.accountedTo(cameraId), beginsMs)
  })
}
