import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import fc from 'fast-check'
import type { CameraPacket } from '../media/packet.ts'
import { randomFrom } from '../platform/random.ts'
import type { RtspServerRequest } from './rtsp/message.ts'
import { parseCameraUrl } from './rtsp/url.ts'
import { RtspSource } from './rtsp-source.ts'
import { type MemoryPeer, memoryNetwork } from './testing/memory-network.ts'
import { fragments, nalsOf, rtp, slice } from './testing/rtp-maker.ts'
import { usualSdp } from './testing/scripted-camera.ts'

function frame(packet: Uint8Array): Uint8Array {
  return Buffer.concat([Buffer.from([0x24, 0, packet.length >> 8, packet.length & 255]), packet])
}

let sequence = 65_530
const pictures = Array.from({ length: 12 }, (_, picture) =>
  (picture % 6 === 0 ? fragments(slice(5, 900), 400) : [slice(1, 120)]).map((payload, i, all) =>
    frame(rtp({ sequence: sequence++, timestamp: picture * 6000, payload, marker: i === all.length - 1 })),
  ),
).flat()

/** What an honest camera answers. */
function honest(request: RtspServerRequest): Uint8Array[] {
  const head = `RTSP/1.0 200 OK\r\nCSeq: ${request.headers.get('cseq')}\r\nSession: 7;timeout=60\r\n`
  const text = (value: string) => [Buffer.from(value)]
  if (request.method === 'DESCRIBE') return text(`${head}Content-Length: ${usualSdp.length}\r\n\r\n${usualSdp}`)
  if (request.method === 'SETUP') return text(`${head}Transport: RTP/AVP/TCP;unicast;interleaved=0-1\r\n\r\n`)
  return [...text(`${head}\r\n`), ...(request.method === 'PLAY' ? pictures : [])]
}

interface Mutation {
  readonly at: number
  readonly value: number
  readonly kind: 'set' | 'cut' | 'double' | 'insert'
}

function mutate(bytes: Uint8Array, mutations: readonly Mutation[]): Uint8Array {
  let result: Uint8Array = new Uint8Array(bytes)
  for (const { at, value, kind } of mutations) {
    const place = at % (result.length + 1)
    if (kind === 'set') result[place % Math.max(1, result.length)] = value
    else if (kind === 'cut') result = Buffer.concat([result.subarray(0, place), result.subarray(place + (value % 40))])
    else if (kind === 'double')
      result = Buffer.concat([result.subarray(0, place), result.subarray(Math.max(0, place - value))])
    else result = Buffer.concat([result.subarray(0, place), Buffer.alloc(value, 0x24), result.subarray(place)])
  }
  return result
}

const mutation = fc.record({
  at: fc.nat({ max: 20_000 }),
  value: fc.nat({ max: 255 }),
  kind: fc.constantFrom('set', 'cut', 'double', 'insert') as fc.Arbitrary<Mutation['kind']>,
})
const answers = fc.array(fc.array(mutation, { maxLength: 3 }), { maxLength: 6 })

/** Runs one attempt against the mutated camera; returns its error and what it handed out. */
async function attempt(plan: readonly (readonly Mutation[])[]) {
  const clock = new SimulatedClock(1_800_000_000_000)
  let answered = 0
  const serve = (request: RtspServerRequest, peer: MemoryPeer) => {
    const bytes = mutate(Buffer.concat(honest(request)), plan[answered++] ?? [])
    for (let at = 0; at < bytes.length; at += 700) peer.send(bytes.subarray(at, at + 700))
    if (request.method === 'PLAY' || answered > 20) peer.hangUp()
  }
  const policy = { allowLoopback: 'none' } as const
  const deps = { clock, network: memoryNetwork(serve), random: randomFrom(length => new Uint8Array(length)), policy }
  const source = new RtspSource(deps, { url: parseCameraUrl('rtsp://u:s3cret@cam/x'), transport: 'auto', tlsPin: null })
  const packets: CameraPacket[] = []
  let error: unknown = null
  const done = source
    .run({ run: () => {}, packet: packet => packets.push(packet) }, new AbortController().signal)
    .catch(caught => {
      error = caught
    })
  for (let i = 0; i < 12 && error === null; i++) await clock.advance(5000)
  await done
  return { error, packets }
}

test('an honest camera’s pictures all arrive in this rig', async () => {
  const { error, packets } = await attempt([])
  assert.ok(error instanceof AppError)
  assert.equal(packets.length, 12)
})

test('whatever a camera does to its answers and packets, an attempt ends with one of our errors and no secret', async () => {
  await fc.assert(
    fc.asyncProperty(answers, async plan => {
      const { error, packets } = await attempt(plan)
      assert.ok(error instanceof AppError, String(error))
      assert.notEqual(error.code, 'service.internal', error.stack)
      assert.ok(!`${error.stack}${error.publicMessage}`.includes('s3cret'))
      assert.ok(packets.length === 0 || packets[0]!.keyframe)
      for (const packet of packets) for (const nal of nalsOf(packet.chunks[0]!)) assert.ok(nal.length > 0)
    }),
    { seed: 10, numRuns: 400 },
  )
})
