import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type ErrorCode, errorCodes } from '@nightjar/shared/errors/codes.ts'
import type { ConnectionState } from '../media/connection-state.ts'
import { inspectCamera } from './inspect-camera.ts'
import { type Sender, startSlowCamera } from './testing/slow-camera.ts'

type Clock = Parameters<Parameters<typeof startSlowCamera>[0]>[1]

/** Keyframes, one each `everyMs`, from `afterMs` on, for as long as somebody listens or `until` says. */
async function pictures(sender: Sender, clock: Clock, afterMs: number, everyMs: number, count = 1e9): Promise<void> {
  await clock.sleep(afterMs)
  for (let i = 0; i < count && sender.isOpen; i++) {
    sender.picture(5, i * everyMs)
    await clock.sleep(everyMs)
  }
}

const undescribedSdp = ['v=0', 'm=video 0 RTP/AVP 96', 'a=rtpmap:96 H264/90000', ''].join('\r\n')
const isStreaming = (state: ConnectionState) => state.state === 'streaming'
const awaited = (states: readonly ConnectionState[]) =>
  states.flatMap(state => (state.state === 'connecting' && state.awaits ? [state.awaits.what] : []))

/** Seconds from PLAY to the first picture; how many sessions that may take, over TCP, and where TCP is one of two. */
const slow = [
  [9.9, 1, 3],
  [11, 2, 3],
  [25, 3, 5],
  [60, 4, 5],
] as const

for (const [seconds, mostTcp, mostAuto] of slow)
  for (const transport of ['tcp', 'auto'] as const)
    test(`a first picture ${seconds} s after PLAY is reached (${transport}), and at once the next time`, async t => {
      let hasHungUp = false
      const rig = startSlowCamera(
        async (sender, clock) => {
          await pictures(sender, clock, seconds * 1000, 500, hasHungUp ? 1e9 : 20)
          if (!sender.isOpen() || hasHungUp) return
          hasHungUp = true
          sender.hangUp()
        },
        { transport },
      )
      t.after(rig.stop)
      for (let waitedMs = 0; waitedMs < 300_000 && !rig.states.some(isStreaming); waitedMs += 1000)
        await rig.clock.advance(1000)
      const first = rig.startedMs.length
      assert.ok(rig.states.some(isStreaming), `not reached in ${first} sessions`)
      assert.ok(first <= (transport === 'tcp' ? mostTcp : mostAuto), `${first} sessions`)
      await rig.clock.advance(15_000)
      rig.states.splice(0)
      await rig.clock.advance((seconds + 3) * 1000)
      const last = rig.states.at(-1)
      assert.equal(last?.state === 'streaming' && last.transport.over, 'tcp')
      assert.equal(rig.startedMs.length, first + 1)
    })

test('a camera that never sends is looked at every ten seconds again, once eighty were in vain', async t => {
  const rig = startSlowCamera(() => {})
  t.after(rig.stop)
  await rig.clock.advance(400_000)
  assert.deepEqual([...new Set(rig.reasons())], ['camera.no-data'])
  // Between them lie the pauses of the supervisor: 1, 2, 4, 8, 16 s.
  const lasted = rig.startedMs.slice(1).map((at, i) => Math.round((at - rig.startedMs[i]!) / 1000) - 2 ** i)
  assert.deepEqual(
    lasted.slice(0, 5),
    [10, 20, 40, 80, 10].map(seconds => seconds + 1),
  )
})

test('sound without pictures is said so, while it is waited for and when it is given up; UDP is not tried for it', async t => {
  const rig = startSlowCamera(
    async (sender, clock) => {
      while (sender.isOpen()) {
        sender.sound()
        await clock.sleep(20)
      }
    },
    { transport: 'auto' },
  )
  t.after(rig.stop)
  await rig.clock.advance(12_000)
  assert.deepEqual(awaited(rig.states), ['video'])
  assert.deepEqual(rig.reasons(), ['camera.sound-only'])
})

test('keyframes without parameter sets are said so, and what ends the attempt is no stall', async t => {
  const rig = startSlowCamera((sender, clock) => pictures(sender, clock, 0, 500), { sdp: undescribedSdp })
  t.after(rig.stop)
  await rig.clock.advance(160_000)
  assert.equal(awaited(rig.states).at(-1), 'parameter-sets')
  assert.equal(rig.reasons()[0], 'camera.no-parameter-sets')
})

test('pictures without a keyframe are waited for, and said so at the end', async t => {
  const rig = startSlowCamera(async (sender, clock) => {
    for (let i = 0; sender.isOpen(); i++) {
      sender.picture(1, i * 500)
      await clock.sleep(500)
    }
  })
  t.after(rig.stop)
  await rig.clock.advance(160_000)
  assert.equal(awaited(rig.states).at(-1), 'keyframe')
  assert.equal(rig.reasons()[0], 'camera.no-keyframe')
})

for (const seconds of [7, 15, 55])
  test(`one picture in ${seconds} s: after at most three losses of the connection none any more`, async t => {
    const rig = startSlowCamera((sender, clock) => pictures(sender, clock, 0, seconds * 1000))
    t.after(rig.stop)
    await rig.clock.advance(240_000)
    const sessions = rig.startedMs.length
    assert.ok(sessions <= 4, `${sessions} sessions`)
    await rig.clock.advance(200_000)
    assert.equal(rig.startedMs.length, sessions)
  })

test('at night one picture in 15 s, by day one a second: by day a stall is noticed in ten seconds', async t => {
  let isStalled = false
  const rig = startSlowCamera(async (sender, clock) => {
    for (let mediaMs = 0; sender.isOpen() && !isStalled; ) {
      const stepMs = clock.monotonicMs() < 120_000 ? 15_000 : 1000
      sender.picture(5, mediaMs)
      mediaMs += stepMs
      await clock.sleep(stepMs)
    }
  })
  t.after(rig.stop)
  await rig.clock.advance(120_000)
  assert.ok(rig.startedMs.length <= 3)
  await rig.clock.advance(660_000)
  const sessions = rig.startedMs.length
  isStalled = true
  rig.states.splice(0)
  await rig.clock.advance(13_000)
  assert.equal(rig.reasons()[0], 'camera.stalled')
  assert.ok(sessions <= 3)
})

test('a slow stream that is reconnected between two pictures goes on when it comes, not when the next one was due', async t => {
  const rig = startSlowCamera(async (sender, clock) => {
    await pictures(sender, clock, 0, 8000, 4)
    sender.picture(5, 32_000)
    await clock.sleep(1000)
    sender.hangUp()
  })
  t.after(rig.stop)
  await rig.clock.advance(120_000)
  assert.ok(rig.runs.length > 3)
  for (const { wallStartMs, heardAtMs, clockUncertaintyMs } of rig.runs) {
    assert.ok(wallStartMs <= heardAtMs + 250, `${wallStartMs - heardAtMs} ms ahead`)
    assert.ok(clockUncertaintyMs <= 500, `${clockUncertaintyMs}`)
  }
})

test('a camera that hangs every seventy seconds is given ten seconds each time', async t => {
  const rig = startSlowCamera((sender, clock) => pictures(sender, clock, 0, 1000, 70))
  t.after(rig.stop)
  await rig.clock.advance(5 * 83_000)
  assert.deepEqual([...new Set(rig.reasons())], ['camera.stalled'])
  assert.equal(rig.startedMs.length, 6)
})

const lacking: Record<string, [code: string, play: Parameters<typeof startSlowCamera>[0], sdp?: string]> = {
  nothing: ['camera.no-data', () => {}],
  'sound only': ['camera.sound-only', (sender, clock) => clock.every(20, () => sender.sound())],
  'no keyframe': [
    'camera.no-keyframe',
    (sender, clock) => clock.every(500, () => sender.picture(1, clock.monotonicMs())),
  ],
  'no parameter sets': [
    'camera.no-parameter-sets',
    (sender, clock) => clock.every(500, () => sender.picture(5, clock.monotonicMs())),
    undescribedSdp,
  ],
}
for (const [what, [code, play, sdp]] of Object.entries(lacking))
  test(`a probe of a camera that sends ${what} ends in the words of its state`, async t => {
    const rig = startSlowCamera(play, sdp === undefined ? {} : { sdp })
    t.after(rig.stop)
    const { url, deps } = rig
    const probed = inspectCamera({ url, transport: 'tcp', tlsPin: null }, deps, new AbortController().signal).then(
      () => 'a picture',
      error => error,
    )
    await rig.clock.advance(11_000)
    const error = await probed
    assert.equal(error.code, code)
    assert.equal(error.publicMessage, errorCodes[error.code as ErrorCode].remedy)
  })
