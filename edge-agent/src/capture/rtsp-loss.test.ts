import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { TransportChoice } from '@nightjar/shared/domain/camera.ts'
import type { AppError } from '@nightjar/shared/errors/app-error.ts'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import type { CameraPacket } from '../media/packet.ts'
import type { UdpHandlers } from '../platform/network.ts'
import { randomFrom } from '../platform/random.ts'
import { parseCameraUrl } from './rtsp/url.ts'
import { RtspSource } from './rtsp-source.ts'
import { memoryNetwork } from './testing/memory-network.ts'
import { rtp, slice } from './testing/rtp-maker.ts'
import { usualSdp } from './testing/scripted-camera.ts'

const withSound = `${usualSdp}m=audio 0 RTP/AVP 0\r\na=control:track2\r\n`
const avpf = usualSdp
  .replace('RTP/AVP 96', 'RTP/AVPF 96')
  .replace('a=control:track1', 'a=rtcp-fb:96 nack\r\na=rtcp-fb:* nack pli\r\na=control:track1')

/**
 * A camera that sends over UDP whatever the test makes it send, on a clock that stands still; TCP it refuses, or agrees
 * to it and sends nothing.
 */
function udpCamera(sdp = usualSdp, overTcp: 'refused' | 'silent' = 'refused') {
  const clock = new SimulatedClock(1_800_000_000_000)
  const transports: string[] = []
  const bound: UdpHandlers[] = []
  const rtcp: Uint8Array[] = []
  const network = {
    ...memoryNetwork(({ method, headers }, peer) => {
      const transport = headers.get('transport') ?? ''
      if (method === 'SETUP') transports.push(transport.split(';')[0]!)
      const head = `CSeq: ${headers.get('cseq')}\r\nSession: 7;timeout=60\r\n`
      const answer = (status: number, more = '') => peer.send(Buffer.from(`RTSP/1.0 ${status} X\r\n${head}${more}`))
      if (method === 'DESCRIBE') answer(200, `Content-Length: ${sdp.length}\r\n\r\n${sdp}`)
      else if (method === 'SETUP' && transport.includes('TCP') && overTcp === 'refused') answer(461, '\r\n')
      else if (method === 'SETUP' && transport.includes('TCP')) answer(200, `Transport: ${transport}\r\n\r\n`)
      else if (method === 'SETUP') answer(200, `Transport: ${transport};server_port=6000-6001\r\n\r\n`)
      else answer(200, '\r\n')
    }),
    bindUdpPair: async (_address: string, handlers: UdpHandlers) => {
      let isOpen = true
      bound.push({ ...handlers, rtp: (...datagram) => isOpen && handlers.rtp(...datagram) })
      const close = () => {
        isOpen = false
      }
      return { rtpPort: 5000, sendRtp: () => {}, sendRtcp: (bytes: Uint8Array) => rtcp.push(bytes), close }
    },
  }
  const policy = { allowLoopback: 'none' } as const
  const deps = { clock, network, random: randomFrom(length => new Uint8Array(length)), policy }
  return { deps, clock, transports, bound, rtcp }
}

function start(camera: ReturnType<typeof udpCamera>, source: RtspSource) {
  const packets: CameraPacket[] = []
  const losses: (number | null)[] = []
  const stop = new AbortController()
  const events = {
    run: () => {},
    packet: (packet: CameraPacket) => packets.push(packet),
    loss: (percent: number | null) => losses.push(percent),
  }
  const end = source.run(events, stop.signal).catch((error: AppError) => error)
  let number = 0
  /** Ten pictures a second, each of two packets, of which one of so many is lost, of 0 none; a keyframe each second. */
  const send = async (seconds: number, loseEach: number, track = 0) => {
    for (let i = 0; i < seconds * 20; i++, number++) {
      const payload = slice(number % 20 < 2 ? 5 : 1, 200, number % 2 === 0)
      const timestamp = Math.floor(number / 2) * 9000
      const packet = rtp({ sequence: number, timestamp, payload, marker: number % 2 === 1 })
      if (loseEach === 0 || number % loseEach !== 7) camera.bound[track]?.rtp(packet, '10.0.0.1', 6000)
      await camera.clock.advance(50)
    }
  }
  return { packets, losses, send, end, stop }
}

const sourceOf = (camera: ReturnType<typeof udpCamera>, transport: TransportChoice) =>
  new RtspSource(camera.deps, { url: parseCameraUrl('rtsp://cam/x'), transport, tlsPin: null, lossPolicy: 'conceal' })

test('heavy loss is told with its figure, changes with it, and is taken back when it is over', async () => {
  const camera = udpCamera()
  const { packets, losses, send, end, stop } = start(camera, sourceOf(camera, 'udp'))
  await camera.clock.advance(100)
  await send(70, 40)
  assert.ok(losses.at(-1)! > 2.3 && losses.at(-1)! < 2.7, String(losses))
  assert.ok(packets.some(packet => packet.damaged))
  await send(70, 0)
  assert.equal(losses.at(-1), null)
  const before = packets.length
  await send(2, 0)
  assert.ok(packets.slice(before).every(packet => !packet.damaged))
  stop.abort()
  await end
})

test('an auto camera is asked for TCP again after a minute of loss over UDP, and not again within the hour', async () => {
  const camera = udpCamera(usualSdp, 'silent')
  const source = sourceOf(camera, 'auto')
  const first = start(camera, source)
  await camera.clock.advance(5000)
  await first.send(90, 40)
  assert.equal(((await first.end) as AppError).code, 'camera.lossy')
  const second = start(camera, source)
  await camera.clock.advance(12_000)
  assert.equal(((await second.end) as AppError).code, 'camera.no-data')
  camera.bound.length = 0
  const third = start(camera, source)
  await camera.clock.advance(100)
  assert.deepEqual(camera.transports, ['RTP/AVP/TCP', 'RTP/AVP', 'RTP/AVP/TCP', 'RTP/AVP'])
  await third.send(200, 40)
  assert.ok(third.packets.length > 1800, 'it goes on over UDP, with what there is')
  third.stop.abort()
  await third.end
})

test('an auto camera that refuses TCP is left at UDP, whatever is lost: there is nothing to change to', async () => {
  const camera = udpCamera()
  const { send, packets, losses, end, stop } = start(camera, sourceOf(camera, 'auto'))
  await camera.clock.advance(100)
  await send(200, 40)
  assert.ok(packets.length > 1800, `${packets.length} pictures`)
  assert.ok(losses.at(-1)! > 2, 'and the loss is told')
  stop.abort()
  await end
  assert.deepEqual(camera.transports, ['RTP/AVP/TCP', 'RTP/AVP'])
})

test('a camera that is set to UDP stays there', async () => {
  const camera = udpCamera()
  const { send, packets, end, stop } = start(camera, sourceOf(camera, 'udp'))
  await camera.clock.advance(100)
  await send(150, 40)
  assert.ok(packets.length > 1300)
  stop.abort()
  await end
  assert.deepEqual(camera.transports, ['RTP/AVP'])
})

test('packets of the sound that are lost hurt no picture and are no loss of the picture’s', async () => {
  const camera = udpCamera(withSound)
  const { packets, losses, send, end, stop } = start(camera, sourceOf(camera, 'udp'))
  await camera.clock.advance(100)
  for (let i = 0; i < 400; i++) {
    const sound = rtp({ sequence: i, timestamp: i * 160, payload: new Uint8Array(160), payloadType: 0, ssrc: 9 })
    if (i % 3 !== 0) camera.bound[1]?.rtp(sound, '10.0.0.1', 6002)
  }
  await send(30, 0)
  stop.abort()
  await end
  const pictures = packets.filter(packet => packet.kind === 'video')
  assert.ok(pictures.length >= 295 && pictures.every(packet => !packet.damaged))
  assert.deepEqual(losses, [])
})

test('a camera that offers feedback is set up for it, and asked for packets and keyframes', async () => {
  const camera = udpCamera(avpf)
  const { send, end, stop } = start(camera, sourceOf(camera, 'udp'))
  await camera.clock.advance(100)
  await send(5, 40)
  stop.abort()
  await end
  assert.deepEqual(camera.transports, ['RTP/AVPF'])
  const kinds = camera.rtcp
    .filter(packet => packet.length > 48)
    .map(packet => `${packet[49]! - 200}/${packet[48]! & 31}`)
  assert.ok(kinds.includes('5/1'), 'NACK')
  assert.ok(kinds.includes('6/1'), 'PLI')
})

test('a camera that offers feedback and begins with a keyframe that was recorded is asked for another', async () => {
  const camera = udpCamera(avpf)
  const source = sourceOf(camera, 'udp')
  const keyframeRequests = () =>
    camera.rtcp.filter(packet => packet.length > 8 && packet.includes(206) && packet.at(-12) === 0x81).length
  const first = start(camera, source)
  await camera.clock.advance(100)
  await first.send(1.1, 0)
  first.stop.abort()
  await first.end
  assert.equal(keyframeRequests(), 0)
  camera.bound.length = 0
  const second = start(camera, source)
  await camera.clock.advance(100)
  await second.send(0.6, 0)
  assert.equal(second.packets.length, 0)
  assert.equal(keyframeRequests(), 1)
  second.stop.abort()
  await second.end
})
