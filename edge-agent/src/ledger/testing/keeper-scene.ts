import assert from 'node:assert/strict'
import type { LedgerEntry } from '@nightjar/shared/records/ledger.ts'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import { type Database, openDatabase } from '../../index/database.ts'
import { indexOver } from '../../index/open-index.ts'
import type { SegmentIndex } from '../../index/segment-index.ts'
import { closedSegment, testId, testOwner, testRandom, testSign } from '../../testing/records.ts'
import { createLedgerKeeper } from '../keeper.ts'
import type { KeptCamera, LedgerKeeper } from '../keeper-contract.ts'

/** When every scene begins, ms since the epoch. */
export const t0 = 1_750_000_000_000

/** A camera and its agent as the keeper hears of them, with time that passes only when told to. */
export class Scene {
  readonly clock: SimulatedClock
  readonly database: Database = openDatabase(':memory:')
  readonly cameraId = testId()
  readonly random = testRandom()
  index: SegmentIndex
  keeper: LedgerKeeper
  mode: KeptCamera['mode'] = 'continuous'
  way = 'rtsp://first'
  /** Start of the open segment in the clock of its run, which does not follow the wall clock's steps. */
  open: number | null = null
  runOffset = 0

  /** @param behindMs by how much the agent's clock is behind when the camera is added. */
  constructor(behindMs = 0) {
    this.clock = new SimulatedClock(t0 - behindMs)
    this.index = this.#index()
    this.keeper = this.#keeper()
  }

  #index = () => indexOver(this.database, { owner: testOwner, sign: testSign, clock: this.clock, random: this.random })

  #keeper(): LedgerKeeper {
    const keeper = createLedgerKeeper({ index: this.index, clock: this.clock })
    keeper.recovered([])
    keeper.cameras([this.#kept()])
    return keeper
  }

  async pass(ms: number): Promise<void> {
    for (let left = ms; left > 0; left -= 5000) {
      await this.clock.advance(Math.min(5000, left))
      this.keeper.tick()
      if (this.open !== null && this.#runNow() - this.open >= 20_000) this.cut(false)
    }
  }

  #runNow = () => this.clock.monotonicMs() + this.runOffset

  report(reason: string | null): void {
    this.keeper.status({
      cameraId: this.cameraId,
      recording: this.open !== null,
      openSegmentStartMs: this.open,
      streams: [
        {
          streamId: this.cameraId,
          state: this.open === null ? 'waiting' : 'streaming',
          reason,
          retryAtMs: null,
          lastPictureAtMs: null,
          facts: null,
          bitsPerSecond: null,
        },
      ],
    })
  }

  connect(): void {
    if (this.open !== null) return
    this.runOffset = this.clock.wallMs() - this.clock.monotonicMs()
    this.open = this.clock.wallMs()
    this.report(null)
  }

  cut(ends: boolean, reason: string | null = 'camera.stalled'): void {
    if (this.open === null) return
    const end = this.#runNow()
    if (end > this.open) this.keeper.segmentClosed(closedSegment(this.cameraId, this.open, end))
    this.open = ends ? null : end
    this.report(ends ? reason : null)
  }

  /** The process dies; what was open is recovered by the next, up to a second before the end. */
  crash(): void {
    const open = this.open
    const end = this.#runNow() - 1000
    this.open = null
    this.index = this.#index()
    const keeper = createLedgerKeeper({ index: this.index, clock: this.clock })
    keeper.recovered(
      open !== null && end > open ? [closedSegment(this.cameraId, open, end, { source: 'recovered' })] : [],
    )
    keeper.cameras([this.#kept()])
    this.keeper = keeper
  }

  restart(): void {
    this.cut(true)
    this.keeper.stop()
    this.keeper = this.#keeper()
  }

  switch(mode: KeptCamera['mode']): void {
    this.mode = mode
    this.keeper.cameras([this.#kept()])
    if (mode === 'off') this.cut(true)
  }

  /** Another address was configured. */
  reach(way: string): void {
    this.way = way
    this.keeper.cameras([this.#kept()])
  }

  #kept = (): KeptCamera => ({ cameraId: this.cameraId, addedAtMs: t0, mode: this.mode, way: this.way })

  entries(): LedgerEntry[] {
    const rows = this.database.sql.prepare('SELECT record FROM chain ORDER BY sequence').all() as { record: string }[]
    return rows.map(row => JSON.parse(row.record)).filter(record => record.kind === 'ledger')
  }

  /** Entries as seconds since the beginning, neighbours of one kind as one. */
  story(): [number, number, string][] {
    const story: [number, number, string][] = []
    for (const { fromMs, toMs, state, cause } of this.entries()) {
      const what = cause ?? state
      const last = story.at(-1)
      if (last && last[2] === what) last[1] = (toMs - t0) / 1000
      else story.push([(fromMs - t0) / 1000, (toMs - t0) / 1000, what])
    }
    return story
  }
}

/** The entries say something of every moment from the beginning to `toMs`, once, and their chain is whole. */
export function assertCovers(scene: Scene, toMs: number): void {
  let at = t0
  for (const entry of scene.entries()) {
    assert.equal(entry.fromMs, at, 'neither hole nor overlap')
    at = entry.toMs
  }
  assert.equal(at, toMs, 'up to the end')
  assert.equal(scene.index.verifyChain(scene.cameraId).ok, true)
}
