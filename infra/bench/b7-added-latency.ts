import { type ChildProcess, fork } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { newGrant, newTicket, origin, until } from '@nightjar/control-plane/relay/testing/bench.ts'
import { startMarkerProxy } from '../integration/live/marker-proxy.ts'
import { cameraAt, type LiveRig, startLiveRig } from '../integration/live/rig.ts'
import { startGstCamera } from '../rtsp-servers/gst-camera.ts'
import type { ViewersOrder, ViewersReport } from './b7-viewers.ts'
import { makeClip } from './clip.ts'
import { percentile, say } from './usage.ts'

/**
 * B7: from the moment the last packet of a picture (marker bit) passes on its way from the camera, to its bytes at the
 * viewers' sockets: recorder process, relay, WebSocket. Beside it what a demultiplexer adds that learns of a picture's
 * end only from the next picture: one frame.
 */
const pictures = Number(process.argv[2] ?? 300)
const rounds = Number(process.argv[3] ?? 3)
const viewerCount = Number(process.argv[4] ?? 1)
const targetMs = viewerCount > 1 ? 10 : 30
const frameMs = 1000 / 15

/** Viewers in a process of their own, with a ticket each. */
function watchApart(rig: LiveRig, streamId: string, heard: (report: ViewersReport) => void): ChildProcess {
  const tickets = Array.from({ length: viewerCount }, () => {
    const ticket = newTicket()
    rig.bench.api.grant(ticket, newGrant(streamId))
    return ticket
  })
  const child = fork(join(import.meta.dirname, 'b7-viewers.ts'))
  child.on('message', report => heard(report as ViewersReport))
  const order: ViewersOrder = { url: `ws://127.0.0.1:${rig.bench.relay.port}/live`, origin, tickets }
  child.send(order)
  return child
}

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
  const latencies: number[] = []
  const viewers = watchApart(rig, streamId, report => {
    for (const [tail, cameMs] of report) {
      const seenMs = proxy.seenMs.get(tail)
      if (seenMs !== undefined) latencies.push(cameMs - performance.timeOrigin - seenMs)
    }
  })
  // A newcomer is given the current group at once: those pictures were on the wire before it came.
  await until('live', () => latencies.length > 60 * viewerCount, 120_000)
  latencies.length = 0
  await until('enough', () => latencies.length >= pictures * viewerCount, 300_000)
  viewers.kill()
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
  `B7, viewers: ${viewerCount}: p50 ${percentile(all, 0.5).toFixed(1)} ms, p95 ${p95.toFixed(1)} ms (target ${targetMs} ms); ` +
    `ratio of p95 to one frame at 15 fps (${frameMs.toFixed(1)} ms) ${(p95 / frameMs).toFixed(2)}`,
)
