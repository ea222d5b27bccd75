import assert from 'node:assert/strict'
import { test } from 'node:test'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import fc from 'fast-check'
import type { RunStart } from '../media/track.ts'
import { randomFrom } from '../platform/random.ts'
import { parseCameraUrl } from './rtsp/url.ts'
import { RtspSource } from './rtsp-source.ts'
import { StoringCamera, type StoringCameraOptions } from './testing/storing-camera.ts'

const startMs = 1_800_000_000_000

interface Seen {
  readonly number: number
  /** When it was taken, as the run says, ms since the start. */
  readonly claimedMs: number
  readonly uncertaintyMs: number
}

/** A camera that has been on for a while, and what capture hands out of it. */
function scene(options: StoringCameraOptions) {
  const clock = new SimulatedClock(startMs)
  const camera = new StoringCamera(clock, options)
  const policy = { allowLoopback: 'none' } as const
  const deps = { clock, network: camera.network, random: randomFrom(length => new Uint8Array(length)), policy }
  const source = new RtspSource(deps, { url: parseCameraUrl('rtsp://cam/x'), transport: 'tcp', tlsPin: null })
  const seen: Seen[] = []
  let run: RunStart | null = null
  const awaited: string[] = []
  const connect = async (forMs: number) => {
    const end = source.run(
      {
        awaiting: ({ what }) => awaited.push(what),
        run: started => {
          run = started
        },
        packet: packet => {
          const { wallStartMs, clockUncertaintyMs: uncertaintyMs } = run!
          const claimedMs = wallStartMs - startMs + packet.pts / 90
          seen.push({ number: StoringCamera.numberOf(packet.chunks[0]!), claimedMs, uncertaintyMs })
        },
      },
      new AbortController().signal,
    )
    const ended = end.catch(() => {})
    await clock.advance(forMs)
    camera.hangUp()
    await clock.advance(0)
    await ended
  }
  return { clock, camera, seen, awaited, connect }
}

function assertTrue(seen: readonly Seen[], camera: StoringCamera): void {
  for (const { number, claimedMs, uncertaintyMs } of seen) {
    const offMs = claimedMs - camera.takenMs(number)
    assert.ok(
      Math.abs(offMs) <= uncertaintyMs,
      `picture ${number}: ${offMs} ms off, said to be ${uncertaintyMs} at most`,
    )
  }
}

const range = (from: number, to: number) => Array.from({ length: Math.max(0, to - from + 1) }, (_, i) => from + i)

for (const awayMs of [500, 2000, 8000]) {
  for (const groupSeconds of [1, 2, 4, 10, 20]) {
    for (const storedMs of [0, 20_000]) {
      const what = `groups of ${groupSeconds} s, ${storedMs / 1000} s stored and the group before, away for ${awayMs} ms`
      test(`${what}: each picture comes once, with its time`, async () => {
        const frameMs = 100
        const group = groupSeconds * 10
        const { clock, camera, seen, connect } = scene({ frameMs, group, storedMs })
        await clock.advance(43_030)
        await connect(25_250)
        const last = camera.newest
        await clock.advance(awayMs)
        const backAt = camera.newest
        await connect(25_250)
        assertTrue(seen, camera)
        const storeBegins = (at: number) => {
          const from = at - storedMs / frameMs
          return from - (from % group)
        }
        const first = storeBegins(430)
        const firstNew = last + 1 + ((group - ((last + 1) % group)) % group)
        const goesOn = Math.max(firstNew, storeBegins(backAt))
        assert.deepEqual(
          seen.map(({ number }) => number),
          [...range(first, last), ...range(goesOn, camera.newest)],
        )
      })
    }
  }
}

test('a camera that comes back at once after a keyframe does not send that one twice into a run', async () => {
  for (const leaveMs of [10, 60, 110, 210, 410]) {
    const { clock, camera, seen, connect } = scene({ frameMs: 100, group: 20 })
    await clock.advance(40_000)
    await connect(10_000 + leaveMs)
    await clock.advance(20)
    await connect(5000)
    assertTrue(seen, camera)
    const numbers = seen.map(({ number }) => number)
    assert.equal(new Set(numbers).size, numbers.length, `${leaveMs}`)
  }
})

test('what was stored may take seconds, with pauses, and is placed when it was taken', async () => {
  const paces = {
    'ten times as fast as it was taken': () => 0.1,
    'in a rush, a pause of a fifth of a second, and another rush': (ms: number) => (ms % 250 < 50 ? 0.5 : 0),
    'four times as fast, a pause, and then three times': (ms: number) => (ms < 1000 ? 0.04 : ms < 1150 ? 0 : 0.03),
  }
  for (const [pace, picturesEachMs] of Object.entries(paces)) {
    const { clock, camera, seen, connect } = scene({ frameMs: 100, group: 180, picturesEachMs })
    await clock.advance(35_030)
    await connect(60_000)
    assertTrue(seen, camera)
    assert.ok(seen.length > 740, `${pace}: ${seen.length} pictures`)
  }
})

for (const speed of [1.1, 1.3, 1.6, 2, 3]) {
  for (const group of [25, 100, 250]) {
    test(`a group of ${group} pictures that comes ${speed} times as fast as live: none comes twice or says a wrong time`, async () => {
      // What is sent faster than live for longer than the hold lasts is of unknown time, and says so.
      const { clock, camera, seen, connect } = scene({
        frameMs: 40,
        group,
        storedMs: group === 25 ? 4000 : 0,
        picturesEachMs: () => speed / 40,
      })
      await clock.advance(27_010)
      for (const awayMs of [300, 2000, 20]) {
        await connect(speed < 1.2 ? 100_000 : 45_000)
        await clock.advance(awayMs)
      }
      assertTrue(seen, camera)
      const numbers = seen.map(({ number }) => number)
      assert.equal(new Set(numbers).size, numbers.length)
      assert.ok(seen.some(({ uncertaintyMs }) => uncertaintyMs <= 600))
      assert.ok(seen.length > 600, `${seen.length} pictures`)
    })
  }
}

test('what comes in rounds of 300 ms, half as fast again as live, is placed when it was taken', async () => {
  for (const group of [50, 100, 200]) {
    const { clock, camera, seen, connect } = scene({
      frameMs: 40,
      group,
      storedMs: 3000,
      picturesEachMs: sinceMs => (sinceMs % 300 < 5 ? 12 / 5 : 0),
    })
    await clock.advance(27_010)
    await connect(30_000)
    assertTrue(seen, camera)
    assert.ok(seen.length > 600, `${seen.length} pictures`)
  }
})

test('what was let go while it still came faster than live is of unknown time until it no longer does', async () => {
  const { clock, camera, seen, connect } = scene({
    frameMs: 40,
    group: 50,
    storedMs: 8000,
    picturesEachMs: () => 1.3 / 40,
  })
  await clock.advance(29_010)
  await connect(60_000)
  assertTrue(seen, camera)
  assert.ok(seen[0]!.uncertaintyMs >= 30_000, `${seen[0]!.uncertaintyMs} ms`)
  assert.ok(seen.at(-1)!.uncertaintyMs <= 600, `${seen.at(-1)!.uncertaintyMs} ms`)
  const known = seen.findIndex(({ uncertaintyMs }) => uncertaintyMs <= 600)
  assert.ok(camera.takenMs(seen[known]!.number) <= 29_010 + 40_000, 'within seconds of the end of the store')
})

test('a camera that marks no picture’s end: the last one before it hangs up comes too', async () => {
  const { clock, camera, seen, connect } = scene({ frameMs: 100, group: 20, marker: false })
  await clock.advance(10_000)
  await connect(4050)
  assert.deepEqual(
    seen.map(({ number }) => number),
    range(100, camera.newest),
  )
})

test('while the rest of a group that was recorded passes by, it is said that a keyframe is missing', async () => {
  const { clock, seen, awaited, connect } = scene({ frameMs: 100, group: 200 })
  await clock.advance(41_000)
  await connect(5000)
  assert.deepEqual(awaited, [])
  const before = seen.length
  await clock.advance(1000)
  await connect(8000)
  assert.equal(seen.length, before)
  assert.deepEqual(awaited, ['keyframe'])
})

test('whatever a camera stores and however often it is lost, no picture comes twice and none has a wrong time', async () => {
  const stay = fc.record({ forMs: fc.integer({ min: 300, max: 20_000 }), awayMs: fc.integer({ min: 20, max: 12_000 }) })
  const camera = fc.record({
    // Of a single picture that was stored nobody knows how old it is: up to as long as a picture lasts.
    frameMs: fc.constantFrom(40, 66, 100, 200),
    groupSeconds: fc.constantFrom(0.5, 1, 4, 10, 20),
    storedMs: fc.constantFrom(0, 3000, 20_000),
    speed: fc.constantFrom(10, 50, null),
    marker: fc.boolean(),
  })
  await fc.assert(
    fc.asyncProperty(
      camera,
      fc.array(stay, { minLength: 2, maxLength: 5 }),
      fc.nat(30_000),
      async (about, stays, onMs) => {
        const { frameMs, groupSeconds, storedMs, speed, marker } = about
        const group = Math.max(1, Math.round((groupSeconds * 1000) / frameMs))
        const pace = speed === null ? {} : { picturesEachMs: () => speed / frameMs }
        const { clock, camera, seen, connect } = scene({ frameMs, group, storedMs, marker, ...pace })
        await clock.advance(onMs)
        for (const { forMs, awayMs } of stays) {
          // As long as the store needs to come: of one that is cut off in the middle nobody can tell how old it is.
          await connect(speed === null ? forMs : forMs + 8000)
          await clock.advance(awayMs)
        }
        assertTrue(seen, camera)
        const numbers = seen.map(({ number }) => number)
        assert.deepEqual(
          numbers,
          [...new Set(numbers)].sort((a, b) => a - b),
        )
      },
    ),
    { seed: 12, numRuns: 10 },
  )
})
