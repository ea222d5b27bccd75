import type { Socket } from 'node:net'
import { fragments, rtp } from '@nightjar/edge-agent/capture/testing/rtp-maker.ts'
import { ScriptedCamera } from '@nightjar/edge-agent/capture/testing/scripted-camera.ts'
import type { Picture } from './encoded-camera.ts'

const frameMs = 40
const reportMs = 1000
const mostPayloadBytes = 1400
/** Seconds from 1900 to 1970 (RFC 5905 6). */
const ntpEpochOffset = 2_208_988_800

export interface EncodedServerOptions {
  /** In order of decoding, 25 a second; looped never, so there must be enough of them. */
  readonly pictures: readonly Picture[]
  readonly sets: readonly Uint8Array[]
  /** The picture that is live when the camera is asked to play. */
  readonly liveAt: number
  /** Pictures from here to `liveAt` are at hand and are sent at once; `liveAt` where there are none. */
  readonly storedFrom: number
  /** How far behind ours the camera's clock is, ms; null where it sends no reports. */
  readonly clockBehindMs: number | null
}

/** A camera with a real encoder's pictures, joined while it runs: H.264 in RTP over the connection. */
export async function startEncodedServer(options: EncodedServerOptions) {
  let playedAtMs: number | null = null
  const sprop = options.sets.map(set => Buffer.from(set).toString('base64')).join(',')
  const sdp = [
    'v=0',
    'a=control:*',
    'm=video 0 RTP/AVP 96',
    'a=rtpmap:96 H264/90000',
    `a=fmtp:96 packetization-mode=1;sprop-parameter-sets=${sprop}`,
    'a=control:track1',
    '',
  ].join('\r\n')
  const camera = await new ScriptedCamera(({ method, reply, socket }) => {
    if (method === 'DESCRIBE') reply(200, { 'Content-Type': 'application/sdp' }, sdp)
    else if (method === 'PLAY') {
      reply(200, { Session: '1234' })
      playedAtMs ??= Date.now()
      play(socket, options)
    } else return false
    return true
  }).start()
  return { url: camera.url(), playedAtMs: () => playedAtMs, stop: () => camera.stop() }
}

function play(socket: Socket, { pictures, liveAt, storedFrom, clockBehindMs }: EncodedServerOptions): void {
  const startMs = Date.now()
  let sequence = 0
  let next = storedFrom
  let reportedMs = Number.NEGATIVE_INFINITY
  const send = (channel: number, packet: Uint8Array) =>
    void socket.write(Buffer.concat([Buffer.from([0x24, channel, packet.length >> 8, packet.length & 255]), packet]))
  const picture = ({ nals, pts }: Picture) => {
    const payloads = nals.flatMap(nal => (nal.length > mostPayloadBytes ? fragments(nal, mostPayloadBytes) : [nal]))
    for (const [i, payload] of payloads.entries())
      send(0, rtp({ sequence: sequence++, timestamp: pts, payload, marker: i === payloads.length - 1 }))
  }
  const tick = () => {
    const nowMs = Date.now()
    if (clockBehindMs !== null && nowMs - reportedMs >= reportMs) {
      reportedMs = nowMs
      // The picture that is shown first among those decoded now was taken now.
      const timestamp = pictures[liveAt]!.pts + (nowMs - startMs) * 90
      send(1, senderReport(nowMs - clockBehindMs, timestamp))
    }
    for (; next < pictures.length && (next - liveAt) * frameMs <= nowMs - startMs; next++) picture(pictures[next]!)
  }
  tick()
  const timer = setInterval(tick, 10)
  socket.on('close', () => clearInterval(timer))
}

/** RFC 3550 6.4.1 */
function senderReport(ntpMs: number, timestamp: number): Uint8Array {
  const packet = new Uint8Array(28)
  const view = new DataView(packet.buffer)
  view.setUint32(0, 0x80c80006)
  view.setUint32(4, 0x1234)
  view.setUint32(8, Math.floor(ntpMs / 1000) + ntpEpochOffset)
  view.setUint32(12, Math.floor(((ntpMs % 1000) / 1000) * 2 ** 32))
  view.setUint32(16, timestamp >>> 0)
  return packet
}
