import assert from 'node:assert/strict'
import { test } from 'node:test'
import { parseCameraUrl } from '@nightjar/edge-agent/capture/rtsp/url.ts'
import { RtspSource } from '@nightjar/edge-agent/capture/rtsp-source.ts'
import type { CameraPacket } from '@nightjar/edge-agent/media/packet.ts'
import { systemNetwork } from '@nightjar/edge-agent/platform/network.ts'
import { seededFraction } from '@nightjar/edge-agent/testing/seeded.ts'
import { lossyNetwork } from '../../lossy-link/lossy-network.ts'
import { startGstCamera } from '../../rtsp-servers/gst-camera.ts'
import { waitUntil } from '../../services/wait-until.ts'
import { captureDeps } from './reception.ts'
import { gstSkip } from './servers.ts'

test('a real server over sockets that lose a tenth: pictures go on, marked, and the loss is told', {
  skip: gstSkip(),
  timeout: 120_000,
}, async () => {
  const server = await startGstCamera('--kbps', '2000', '--size', '1280x720')
  const lossy = lossyNetwork(systemNetwork, seededFraction(7))
  const url = parseCameraUrl(server.url)
  const deps = { ...captureDeps, network: lossy.network }
  const source = new RtspSource(deps, { url, transport: 'udp', tlsPin: null, lossPolicy: 'conceal' })
  const packets: CameraPacket[] = []
  let told: number | null = null
  const stop = new AbortController()
  const events = {
    run: () => {},
    packet: (packet: CameraPacket) => packets.push(packet),
    loss: (percent: number | null) => {
      told = percent
    },
  }
  const end = source.run(events, stop.signal).catch(error => error)
  try {
    await waitUntil('pictures', 60_000, () => packets.length > 10)
    assert.ok(packets.every(packet => !packet.damaged))
    lossy.loss = 0.1
    await waitUntil('damaged pictures', 60_000, () => packets.filter(packet => packet.damaged).length > 30)
    await waitUntil('the loss to be told', 60_000, () => told !== null && told > 1)
    lossy.loss = 0
    await waitUntil('whole pictures', 60_000, () => !packets.at(-1)!.damaged)
    const times = packets.map(packet => packet.pts)
    assert.ok(times.every((pts, i) => i === 0 || pts > times[i - 1]! || pts === 0))
  } finally {
    stop.abort()
    await end
    await server.stop()
  }
})
