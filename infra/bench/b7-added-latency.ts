import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newGrant, until, watch } from '@nightjar/control-plane/relay/testing/bench.ts'
import { startMarkerProxy, tailOf } from '../integration/live/marker-proxy.ts'
import { cameraAt, startLiveRig } from '../integration/live/rig.ts'
import { startGstCamera } from '../rtsp-servers/gst-camera.ts'
import { makeClip } from './clip.ts'
import { percentile, say } from './usage.ts'

/**
 * B7: from the moment the last packet of a picture (marker bit) passes on its way from the camera, to its bytes at the
 * viewer's socket: recorder process, relay, WebSocket. Beside it what a demultiplexer adds that learns of a picture's
 * end only from the next picture: one frame.
 */
const pictures = Number(process.argv[2] ?? 300)
const rounds = Number(process.argv[3] ?? 3)
const frameMs = 1000 / 15

const folder = mkdtempSync(join(tmpdir(), 'nightjar-b7-'))
const clip = makeClip(folder, pictures / 15 + 40)
const all: number[] = []
for (let round = 1; round <= rounds; round++) {
  const camera = await startGstCamera('--clip', clip)
  const proxy = await startMarkerProxy(camera.port)
  const rig = await startLiveRig()
  const configured = cameraAt({ main: `rtsp://127.0.0.1:${proxy.port}/main` })
  const streamId = configured.streams[0]?.streamId ?? ''
  rig.host.setCameras([configured])
  await until('streaming', () => rig.statusOf(streamId)?.state === 'streaming')
  const viewer = watch(rig.bench, newGrant(streamId))
  await until('live', () => viewer.pictures().length > 45)
  const latencies: number[] = []
  viewer.ws.on('message', data => {
    const seenMs = proxy.seenMs.get(tailOf(data as Buffer))
    if (seenMs !== undefined) latencies.push(performance.now() - seenMs)
  })
  await until('enough', () => latencies.length >= pictures, 120_000)
  say(
    `round ${round}: p50 ${percentile(latencies, 0.5).toFixed(1)} ms, p95 ${percentile(latencies, 0.95).toFixed(1)} ms, ${latencies.length} pictures`,
  )
  all.push(...latencies)
  await rig.stop()
  proxy.stop()
  await camera.stop()
}
rmSync(folder, { recursive: true })
const p95 = percentile(all, 0.95)
say(
  `B7 p50 ${percentile(all, 0.5).toFixed(1)} ms, p95 ${p95.toFixed(1)} ms (target 30 ms); ` +
    `ratio of p95 to one frame at 15 fps (${frameMs.toFixed(1)} ms) ${(p95 / frameMs).toFixed(2)}`,
)
