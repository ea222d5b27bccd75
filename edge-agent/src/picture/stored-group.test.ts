import assert from 'node:assert/strict'
import type { Socket } from 'node:net'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import pino from 'pino'
import { EndpointLockouts } from '../camera-access/lockout.ts'
import { rtp, slice } from '../capture/testing/rtp-maker.ts'
import { ScriptedCamera } from '../capture/testing/scripted-camera.ts'
import type { PicturePacket } from '../media/packet.ts'
import type { RunStart } from '../media/track.ts'
import { systemNetwork } from '../platform/network.ts'
import { systemRandom } from '../platform/random.ts'
import { openSource } from './open-source.ts'

const frameMs = 100
const stored = 40
const group = 50

/** Sends the four seconds since its last keyframe at once, and then ten pictures a second. */
function playWithStore(socket: Socket): void {
  let picture = 0
  const next = () => {
    const payload = slice(picture % group === 0 ? 5 : 1, 300)
    const packet = rtp({ sequence: picture, timestamp: picture * frameMs * 90, payload, marker: true })
    socket.write(Buffer.concat([Buffer.from([0x24, 0, packet.length >> 8, packet.length & 255]), packet]))
    picture++
  }
  for (let i = 0; i < stored; i++) next()
  const timer = setInterval(next, frameMs)
  socket.on('close', () => clearInterval(timer))
}

test('of a camera that begins with the pictures it has at hand, those from before recording was on are not for the recorder', {
  timeout: 30_000,
}, async t => {
  const camera = await new ScriptedCamera(({ method, reply, socket }) => {
    if (method !== 'PLAY') return false
    reply(200, { Session: '1234' })
    playWithStore(socket)
    return true
  }).start()
  const source = openSource(
    { mask: null, credentials: null },
    { streamId: 's', roles: ['record'], url: camera.url(), transport: 'tcp' },
    { state: () => {}, run: () => {}, packet: () => {}, loss: () => {} },
    {
      clock: systemClock,
      network: systemNetwork,
      random: systemRandom,
      policy: { allowLoopback: 'any' },
      lockouts: new EndpointLockouts(systemClock),
      log: pino({ level: 'silent' }),
    },
  )
  t.after(async () => {
    await source.close('stopped')
    await camera.stop()
  })
  const onMs = Date.now()
  const runs: RunStart[] = []
  const seen: PicturePacket[] = []
  const kept: PicturePacket[] = []
  const sink = (packets: PicturePacket[]) => ({
    runStarted: (run: RunStart) => void runs.push(run),
    packet: (packet: PicturePacket) => void packets.push(packet),
    runEnded: () => {},
  })
  source.subscribe(sink(seen))
  source.subscribe(sink(kept), 'next-keyframe')
  while (kept.length < 3) await wait(20)
  assert.equal(seen[0]?.pts, 0, 'a viewer sees them at once')
  const { wallStartMs } = runs[0]!
  assert.ok(wallStartMs < onMs, `they are said to be ${wallStartMs - onMs} ms newer than they are`)
  assert.equal(kept[0]?.pts, group * frameMs * 90)
  assert.equal(kept[0].keyframe, true)
  assert.ok(wallStartMs + kept[0].pts / 90 >= onMs)
})
