import { randomBytes } from 'node:crypto'
import type { RedeemReply } from '@nightjar/shared/live/relay-api.ts'
import type { StreamHead, WireControl } from '@nightjar/shared/live/stream-head.ts'
import { readWireHeader, wireHeaderLength, wireJson, wireMessage, wireType } from '@nightjar/shared/live/wire.ts'
import { type Clock, systemClock } from '@nightjar/shared/platform/clock.ts'
import pino from 'pino'
import { v7 } from 'uuid'
import { WebSocket } from 'ws'
import { parseCidr } from '../../platform/client-address.ts'
import type { RelayOptions } from '../config/options.ts'
import { type RunningRelay, startRelay } from '../relay.ts'
import { type FakeApi, startFakeApi } from './fake-api.ts'

export const origin = 'https://nvr.example.org'
export const relayKey = 'k'.repeat(43)

export async function startBench(overrides: { clock?: Clock } = {}) {
  const api = await startFakeApi(relayKey)
  const options: RelayOptions = {
    host: '127.0.0.1',
    port: 0,
    internalHost: '127.0.0.1',
    internalPort: 0,
    internalUrl: api.url,
    relayKey,
    allowedOrigins: [origin],
    relayAddress: '/publish',
    liveAddress: '/live',
    trustedProxies: [parseCidr('127.0.0.1')],
    ownInternalUrl: null,
  }
  const ports = { clock: systemClock, randomBytes, fetch, log: pino({ level: 'silent' }), ...overrides }
  const relay = await startRelay(options, ports)
  const sockets: WebSocket[] = []
  const bench = {
    api,
    relay,
    /** @param from the client's address, as a proxy in front would say it. */
    dial: (path: string, withOrigin = path === '/live', from?: string) => {
      const ws = new WebSocket(`ws://127.0.0.1:${relay.port}${path}`, {
        ...(withOrigin && { origin }),
        ...(from !== undefined && { headers: { 'x-forwarded-for': from } }),
      })
      ws.on('error', () => {})
      sockets.push(ws)
      return ws
    },
    stop: async () => {
      for (const ws of sockets) ws.terminate()
      await relay.stop()
      api.stop()
    },
  }
  return bench
}
export type Bench = {
  api: FakeApi
  relay: RunningRelay
  dial: (path: string, withOrigin?: boolean, from?: string) => WebSocket
}

export const newTicket = (): string => randomBytes(32).toString('base64url')
export const newId = (): string => v7()

export function newGrant(streamId: string, smallerStreamId: string | null = null): RedeemReply {
  return { viewerId: newId(), organisationId: newId(), cameraId: newId(), streamId, smallerStreamId }
}

/** A viewer that keeps everything it hears. */
export function watch(bench: Bench, grant: RedeemReply) {
  const ticket = newTicket()
  bench.api.grant(ticket, grant)
  const ws = bench.dial('/live')
  const viewer = {
    ws,
    grant,
    messages: [] as Buffer[],
    closed: null as { code: number; reason: string } | null,
    controls: () =>
      viewer.messages
        .filter(m => m[0] === wireType.control)
        .map(m => JSON.parse(m.toString('utf8', wireHeaderLength)) as WireControl),
    /** Sequence numbers that {@link picture} wrote, in order of arrival. */
    pictures: () =>
      viewer.messages
        .filter(m => m[0] === wireType.video)
        .map(m => ({ number: m.readUInt32LE(wireHeaderLength), keyframe: readWireHeader(m)?.keyframe })),
  }
  ws.on('open', () => ws.send(JSON.stringify({ ticket })))
  ws.on('message', data => viewer.messages.push(data as Buffer))
  ws.on('close', (code, reason) => {
    viewer.closed = { code, reason: reason.toString() }
  })
  return viewer
}

/** Dials in as the agent would for an open request. */
export async function publish(bench: Bench, publishTicket: string) {
  const ws = bench.dial('/publish')
  const publisher = { ws, closed: null as number | null }
  ws.on('close', code => {
    publisher.closed = code
  })
  await new Promise<void>((resolve, reject) => {
    ws.once('open', resolve)
    ws.once('close', reject)
  })
  ws.send(JSON.stringify({ publishTicket }))
  return publisher
}

const head: StreamHead = {
  runId: newId(),
  video: { codec: 'h264', codecString: 'avc1.64001f', decoderConfig: 'AAAA', width: 640, height: 360, frameRate: 10 },
  audio: null,
}
export const description = (): Uint8Array => wireJson(wireType.description, 0, { ...head, runId: newId() })

/** A picture that carries its number. */
export function picture(number: number, keyframe: boolean, bytes = 100): Uint8Array {
  const payload = Buffer.alloc(bytes)
  payload.writeUInt32LE(number, 0)
  return wireMessage({ type: wireType.video, keyframe, timestamp: 1_700_000_000 + number / 10 }, payload)
}

/** Waits for a condition; how long a slow machine may take is no part of any test. */
export async function until(what: string, isTrue: () => boolean, patienceMs = 30_000): Promise<void> {
  const end = Date.now() + patienceMs
  while (!isTrue()) {
    if (Date.now() > end) throw new Error(`waited in vain: ${what}`)
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}
