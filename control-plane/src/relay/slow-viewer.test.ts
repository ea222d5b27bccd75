import assert from 'node:assert/strict'
import { test } from 'node:test'
import { closeCodes } from '@nightjar/shared/live/stream-head.ts'
import { SimulatedClock, withSockets } from '@nightjar/shared/testing/simulated-clock.ts'
import {
  type Bench,
  description,
  newGrant,
  newId,
  picture,
  publish,
  relayKey,
  startBench,
  until,
  watch,
} from './testing/bench.ts'

const pictureBytes = 200_000
const group = 5

async function health(bench: Bench): Promise<{ queuedBytes: number; viewers: number }> {
  const response = await fetch(`http://127.0.0.1:${bench.relay.internalPort}/healthz`, {
    headers: { authorization: `Bearer ${relayKey}` },
  })
  return (await response.json()) as { queuedBytes: number; viewers: number }
}

/** Publishes pictures one by one, each after the fast viewer has the one before: the slow one alone is behind. */
async function feed(
  publisher: { ws: { send(data: Uint8Array): void } },
  fast: ReturnType<typeof watch>,
  from: number,
  to: number,
) {
  for (let number = from; number < to; number++) {
    publisher.ws.send(picture(number, number % group === 0, pictureBytes))
    await until(`picture ${number} at the fast viewer`, () => fast.pictures().at(-1)?.number === number)
  }
}

async function twoViewers(
  t: { after(stop: () => Promise<void>): void },
  clock: SimulatedClock,
  smallerStreamId: string | null,
) {
  const bench = await startBench({ clock })
  t.after(bench.stop)
  const streamId = newId()
  const fast = watch(bench, newGrant(streamId))
  const slow = watch(bench, newGrant(streamId, smallerStreamId))
  await until('open request', () => bench.api.opens.length === 1)
  const publisher = await publish(bench, bench.api.opens[0]?.publishTicket ?? '')
  publisher.ws.send(description())
  await feed(publisher, fast, 0, 1)
  await until('both live', () => slow.pictures().length === 1)
  slow.ws.pause()
  return { bench, fast, slow, publisher }
}

test('a viewer that stops reading delays nobody, costs at most 2 MB, and resumes at a keyframe', async t => {
  const { bench, fast, slow, publisher } = await twoViewers(t, new SimulatedClock(0, withSockets), null)
  let worst = 0
  for (let number = 1; number < 150; number += group) {
    await feed(publisher, fast, number, number + group)
    worst = Math.max(worst, (await health(bench)).queuedBytes)
  }
  const sent = fast.pictures().map(p => p.number)
  assert.deepEqual(
    sent,
    sent.map((_, index) => index),
    'the fast viewer has every picture in order',
  )
  assert.ok(worst > 0, 'the slow viewer was really behind')
  assert.ok(worst <= 2 * 1024 * 1024, `queued ${worst} bytes`)

  slow.ws.resume()
  let next = sent.length
  await until('resumed', () => {
    if (fast.pictures().at(-1)?.number === next - 1)
      publisher.ws.send(picture(next, next++ % group === 0, pictureBytes))
    return slow.controls().some(control => control.kind === 'skipped')
  })
  await until('a picture after the skip', () =>
    slow.pictures().some((p, i, all) => i > 0 && p.number !== (all[i - 1]?.number ?? 0) + 1),
  )
  const got = slow.pictures()
  for (let i = 1; i < got.length; i++) {
    const isNext = got[i]?.number === (got[i - 1]?.number ?? 0) + 1
    assert.ok(isNext || got[i]?.keyframe, `picture ${got[i]?.number} follows ${got[i - 1]?.number} without a keyframe`)
  }
})

test('a viewer that stays behind goes to the smaller stream, then is closed with 4408; the other sees nothing of it', async t => {
  const clock = new SimulatedClock(0, withSockets)
  const smaller = newId()
  const { bench, fast, slow, publisher } = await twoViewers(t, clock, smaller)
  await feed(publisher, fast, 1, 80)
  await until('the smaller stream is asked for', () => {
    void clock.advance(500)
    return bench.api.opens.some(open => open.streamId === smaller)
  })
  const small = await publish(bench, bench.api.opens.find(open => open.streamId === smaller)?.publishTicket ?? '')
  small.ws.send(description())
  small.ws.send(picture(0, true, pictureBytes))
  small.ws.send(picture(1, false, pictureBytes))
  let viewers = 2
  await until('given up', () => {
    void clock.advance(500)
    void health(bench).then(answer => {
      viewers = answer.viewers
    })
    return viewers === 1
  })
  await feed(publisher, fast, 80, 90)
  assert.equal(fast.closed, null)
  slow.ws.resume()
  await until('closed', () => slow.closed !== null)
  // The close frame sits behind pictures that nobody read in time; then the line is cut, which reads as 1006.
  assert.ok(slow.closed?.code === closeCodes.tooSlow || slow.closed?.code === 1006, `closed with ${slow.closed?.code}`)
})
