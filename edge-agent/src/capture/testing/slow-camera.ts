import type { TransportChoice } from '@nightjar/shared/domain/camera.ts'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import { EndpointLockouts } from '../../camera-access/lockout.ts'
import type { ConnectionState } from '../../media/connection-state.ts'
import type { CameraPacket } from '../../media/packet.ts'
import type { RunStart } from '../../media/track.ts'
import { randomFrom } from '../../platform/random.ts'
import { parseCameraUrl } from '../rtsp/url.ts'
import { RtspSource } from '../rtsp-source.ts'
import { superviseCamera } from '../supervisor.ts'
import { type MemoryPeer, memoryNetwork } from './memory-network.ts'
import { rtp, slice } from './rtp-maker.ts'
import { usualSdp } from './scripted-camera.ts'

/** Sends on one session of the camera, over TCP. */
export interface Sender {
  /** One picture, of a NAL unit type of H.264, at this media time. */
  picture(type: 1 | 5, mediaMs: number): void
  /** 20 ms of it. */
  sound(): void
  hangUp(): void
  isOpen(): boolean
}

const withSound = `${usualSdp}m=audio 0 RTP/AVP 0\r\na=control:track2\r\n`

function senderTo(peer: MemoryPeer): Sender {
  const sequences = [0, 0]
  const send = (channel: 0 | 2, packet: Uint8Array) =>
    peer.send(Buffer.concat([Buffer.from([0x24, channel, 0, packet.length]), packet]))
  return {
    picture: (type, mediaMs) => {
      const sequence = sequences[0]!++
      send(0, rtp({ sequence, timestamp: mediaMs * 90, payload: slice(type, 200), marker: true }))
    },
    sound: () => {
      const sequence = sequences[1]!++
      send(2, rtp({ sequence, timestamp: sequence * 160, payload: new Uint8Array(160), payloadType: 0, ssrc: 7 }))
    },
    hangUp: () => peer.hangUp(),
    isOpen: peer.isOpen,
  }
}

export interface SlowCameraOptions {
  readonly sdp?: string
  readonly transport?: TransportChoice
  /** What the camera answers to SETUP over TCP: 200, or 461 for one that has UDP only. */
  readonly overTcp?: 200 | 461
}

/**
 * A supervised camera without a socket, both by one clock that the test moves. Over UDP it sends nothing.
 * @param play what it sends from PLAY on, over TCP.
 */
export function startSlowCamera(
  play: (sender: Sender, clock: SimulatedClock) => unknown,
  { sdp = withSound, transport = 'tcp', overTcp = 200 }: SlowCameraOptions = {},
) {
  const clock = new SimulatedClock(1_800_000_000_000)
  const startedMs: number[] = []
  const overUdp = new WeakSet<MemoryPeer>()
  const network = memoryNetwork(({ method, uri, headers }, peer) => {
    const wanted = headers.get('transport') ?? ''
    const answer = (status: number, more: string, body = '') =>
      peer.send(Buffer.from(`RTSP/1.0 ${status} X\r\nCSeq: ${headers.get('cseq')}\r\nSession: 7\r\n${more}\r\n${body}`))
    if (method === 'DESCRIBE') answer(200, `Content-Length: ${sdp.length}\r\n`, sdp)
    else if (method === 'SETUP' && wanted.includes('TCP'))
      answer(overTcp, `Transport: RTP/AVP/TCP;interleaved=${uri.endsWith('track2') ? '2-3' : '0-1'}\r\n`)
    else if (method === 'SETUP') {
      overUdp.add(peer)
      answer(200, `Transport: ${wanted};server_port=6000-6001\r\n`)
    } else answer(200, '')
    if (method !== 'PLAY') return
    startedMs.push(clock.monotonicMs())
    if (!overUdp.has(peer)) play(senderTo(peer), clock)
  })
  const states: ConnectionState[] = []
  const packets: CameraPacket[] = []
  const runs: (RunStart & { readonly heardAtMs: number })[] = []
  const stop = new AbortController()
  const address = 'rtsp://10.0.0.1/live'
  const url = parseCameraUrl(address)
  const random = randomFrom(length => new Uint8Array(length).fill(0x80))
  const deps = {
    clock,
    network,
    random,
    policy: { allowLoopback: 'none' } as const,
    lockouts: new EndpointLockouts(clock),
  }
  const source = new RtspSource(deps, { url, transport, tlsPin: null })
  const events = {
    state: (state: ConnectionState) => states.push(state),
    run: (run: RunStart) => runs.push({ ...run, heardAtMs: clock.wallMs() }),
    packet: (packet: CameraPacket) => packets.push(packet),
  }
  const supervised = { source, endpoint: url, credentials: null }
  const done = superviseCamera(supervised, deps, events, stop.signal)
  return {
    url: address,
    deps,
    clock,
    states,
    packets,
    runs,
    /** When each session began to play, monotonic ms. */
    startedMs,
    /** The codes for which attempts ended. */
    reasons: () => states.flatMap(state => (state.state === 'waiting' ? [state.code] : [])),
    stop: async () => {
      stop.abort()
      await clock.advance(1000)
      await done
    },
  }
}
