import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import fc from 'fast-check'
import { closedSegment } from '../testing/records.ts'
import { assertCovers, Scene, t0 } from './testing/keeper-scene.ts'

describe('ledger keeper', () => {
  it('names the cause in force for every gap', async () => {
    const scene = new Scene()
    scene.report('camera.unreachable')
    await scene.pass(30_000)
    scene.connect()
    await scene.pass(20_000)
    scene.cut(true)
    await scene.pass(10_000)
    scene.switch('off')
    await scene.pass(60_000)
    scene.switch('continuous')
    scene.connect()
    await scene.pass(10_000)
    scene.cut(true)
    scene.keeper.stop()
    assert.deepEqual(scene.story(), [
      [0, 30, 'camera.unreachable'],
      [30, 50, 'recorded'],
      [50, 60, 'camera.stalled'],
      [60, 120, 'policy.off'],
      [120, 130, 'recorded'],
    ])
  })

  it('says policy.off for a short pause too, though the recording before it is still being closed', async () => {
    const scene = new Scene()
    scene.connect()
    await scene.pass(10_000)
    const pausedAt = scene.open
    scene.open = null
    scene.switch('off')
    scene.open = pausedAt
    scene.report(null)
    await scene.clock.advance(300)
    scene.switch('continuous')
    await scene.clock.advance(10)
    scene.report(null)
    scene.keeper.segmentClosed(closedSegment(scene.cameraId, t0, t0 + 10_000))
    scene.open = null
    await scene.clock.advance(190)
    scene.connect()
    await scene.pass(10_000)
    scene.cut(true)
    scene.keeper.stop()
    assert.deepEqual(scene.story(), [
      [0, 10, 'recorded'],
      [10, 10.3, 'policy.off'],
      [10.3, 10.5, 'camera.connecting'],
      [10.5, 20.5, 'recorded'],
    ])
  })

  it('does not blame a camera on which we hung up for another address, unless that one fails', async () => {
    const scene = new Scene()
    scene.connect()
    await scene.pass(10_000)
    scene.reach('rtsp://other')
    scene.cut(true, null)
    await scene.pass(2000)
    scene.connect()
    await scene.pass(10_000)
    scene.reach('rtsp://dead')
    scene.cut(true, null)
    await scene.pass(1000)
    scene.report('camera.unreachable')
    await scene.pass(3000)
    scene.reach('rtsp://alive')
    await scene.pass(1000)
    scene.connect()
    await scene.pass(5000)
    scene.cut(true)
    scene.keeper.stop()
    assert.deepEqual(scene.story(), [
      [0, 10, 'recorded'],
      [10, 12, 'policy.reconfigured'],
      [12, 22, 'recorded'],
      [22, 23, 'policy.reconfigured'],
      [23, 27, 'camera.unreachable'],
      [27, 32, 'recorded'],
    ])
  })

  it('begins to write a gap within 30 s and lets it grow in steps of up to five minutes', async () => {
    const scene = new Scene()
    scene.report('camera.auth-refused')
    for (let i = 0; i < 12 * 60; i++) {
      await scene.pass(5000)
      const nowMs = scene.clock.wallMs()
      const lateMs = nowMs - scene.index.accountedTo(scene.cameraId)!
      assert.ok(lateMs <= Math.min(315_000, Math.max(30_000, (nowMs - t0) / 2 + 15_000)), `${lateMs} ms late`)
    }
    assert.ok(scene.entries().length <= 20, `${scene.entries().length} entries for an hour`)
    scene.keeper.stop()
    assert.deepEqual(scene.story(), [[0, 3600, 'camera.auth-refused']])
  })

  it('writes what a long gap was as soon as it becomes another one, or ends', async () => {
    const scene = new Scene()
    scene.report('camera.unreachable')
    await scene.pass(1_200_000)
    scene.report('camera.auth-refused')
    await scene.pass(25_000)
    assert.ok(scene.index.accountedTo(scene.cameraId)! >= t0 + 1_200_000)
    await scene.pass(600_000)
    scene.connect()
    await scene.pass(15_000)
    assert.equal(scene.index.accountedTo(scene.cameraId), t0 + 1_825_000)
    scene.cut(true)
    scene.keeper.stop()
    assert.deepEqual(scene.story(), [
      [0, 1200, 'camera.unreachable'],
      [1200, 1825, 'camera.auth-refused'],
      [1825, 1840, 'recorded'],
    ])
  })

  it('never writes over time that an open segment will claim', async () => {
    const scene = new Scene()
    scene.connect()
    const openFrom = scene.open!
    scene.open = null
    scene.keeper.status({
      cameraId: scene.cameraId,
      recording: false,
      openSegmentStartMs: openFrom,
      streams: [],
    })
    for (let i = 0; i < 12; i++) {
      await scene.clock.advance(5000)
      scene.keeper.tick()
    }
    scene.keeper.segmentClosed(closedSegment(scene.cameraId, openFrom, openFrom + 60_000))
    assert.deepEqual(scene.story(), [[0, 60, 'recorded']])
  })

  it('marks the time that a forward step of the clock invented', async () => {
    const scene = new Scene()
    scene.report('camera.unreachable')
    await scene.pass(10_000)
    scene.clock.stepWall(3_600_000)
    scene.keeper.tick()
    await scene.pass(10_000)
    scene.keeper.stop()
    assert.deepEqual(scene.story(), [
      [0, 10, 'camera.unreachable'],
      [10, 3610, 'clock.stepped'],
      [3610, 3620, 'camera.unreachable'],
    ])
  })

  it('blames the disk from the moment of the fault', async () => {
    const scene = new Scene()
    scene.connect()
    await scene.pass(10_000)
    scene.keeper.segmentClosed(closedSegment(scene.cameraId, t0, t0 + 8000))
    scene.keeper.diskFault({ cameraId: scene.cameraId, fromMs: t0 + 8000, cause: 'disk.full' })
    scene.open = null
    scene.report(null)
    await scene.pass(10_000)
    scene.keeper.stop()
    assert.deepEqual(scene.story(), [
      [0, 8, 'recorded'],
      [8, 20, 'disk.full'],
    ])
  })

  const event = fc.oneof(
    fc.record({ kind: fc.constant('pass' as const), ms: fc.integer({ min: 1, max: 90_000 }) }),
    fc.record({ kind: fc.constant('pass' as const), ms: fc.constantFrom(400_000, 1_100_000) }),
    fc.record({ kind: fc.constant('fail' as const), reason: fc.constantFrom('camera.unreachable', 'camera.timeout') }),
    fc.record({ kind: fc.constantFrom('connect', 'drop', 'cut', 'crash', 'restart', 'off', 'on', 'fault', 'lost') }),
    fc.record({ kind: fc.constant('step' as const), ms: fc.integer({ min: -600_000, max: 600_000 }) }),
  )

  it('leaves neither hole nor overlap, whatever happens in whatever order', { timeout: 300_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(event, { maxLength: 25 }), async events => {
        const scene = new Scene()
        for (const each of events) {
          if (each.kind === 'pass') await scene.pass(each.ms)
          else if (each.kind === 'step') scene.clock.stepWall(each.ms)
          else if (each.kind === 'fail') {
            scene.cut(true)
            scene.report(each.reason)
          } else if (each.kind === 'connect') scene.connect()
          else if (each.kind === 'drop') scene.cut(true)
          else if (each.kind === 'cut') scene.cut(false)
          else if (each.kind === 'crash') scene.crash()
          else if (each.kind === 'restart') scene.restart()
          else if (each.kind === 'off') scene.switch('off')
          else if (each.kind === 'on') scene.switch('continuous')
          else if (each.kind === 'lost') scene.keeper.recorderLost()
          else {
            const fromMs = scene.clock.wallMs() - 500
            scene.keeper.diskFault({ cameraId: scene.cameraId, fromMs, cause: 'disk.fault' })
          }
        }
        scene.cut(true)
        const cursor = scene.index.accountedTo(scene.cameraId) ?? t0
        scene.keeper.stop()
        // Where the wall clock went back the ledger is ahead of it, and waits.
        assertCovers(scene, Math.max(scene.clock.wallMs(), cursor))
      }),
      { numRuns: 150 },
    )
  })
})
