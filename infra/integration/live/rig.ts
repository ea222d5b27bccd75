import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startBench } from '@nightjar/control-plane/relay/testing/bench.ts'
import type { CameraStatus } from '@nightjar/edge-agent/media/camera-report.ts'
import type { ClosedSegment } from '@nightjar/edge-agent/media/closed-segment.ts'
import { systemRandom } from '@nightjar/edge-agent/platform/random.ts'
import { systemSpawner } from '@nightjar/edge-agent/platform/spawn.ts'
import { startRecorderHost } from '@nightjar/edge-agent/recorder/host.ts'
import type { RecorderCamera } from '@nightjar/edge-agent/recorder/ipc.ts'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import pino from 'pino'

export const newId = (): string => systemRandom.uuid(Date.now())

export interface RigUrls {
  readonly main: string
  readonly sub?: string
}

/** A camera as the configuration names it: recorded main stream, live sub stream where there is one. */
export function cameraAt(urls: RigUrls, change: Partial<RecorderCamera> = {}): RecorderCamera {
  const main = { streamId: newId(), roles: ['record' as const], url: urls.main, transport: 'tcp' as const }
  const sub = { streamId: newId(), roles: ['live' as const], url: urls.sub ?? '', transport: 'tcp' as const }
  return {
    cameraId: newId(),
    name: 'rig',
    mask: null,
    streams: urls.sub ? [main, sub] : [main],
    credentials: null,
    recording: { mode: 'continuous', segmentSeconds: 5, retentionDays: 7, quotaBytes: null, audio: false },
    configVersion: 1,
    ...change,
  }
}

/** Recorder process and relay as they run in the field; the api is a small server that passes `open` on at once. */
export async function startLiveRig() {
  const segmentsDir = await mkdtemp(join(tmpdir(), 'nightjar-live-'))
  const bench = await startBench()
  const segments: ClosedSegment[] = []
  const statuses: CameraStatus[] = []
  const host = startRecorderHost({
    segmentsDir,
    allowLoopback: 'any',
    logLevel: 'warn',
    clock: systemClock,
    random: systemRandom,
    spawner: systemSpawner,
    log: pino({ level: 'warn' }),
    onSegmentClosed: segment => segments.push(segment),
    onCameraStatus: status => statuses.push(status),
    onDiskFault: () => {},
    onLoad: () => {},
  })
  bench.api.onOpen = ({ streamId, publishTicket }) => {
    const relayUrl = `ws://127.0.0.1:${bench.relay.port}/publish`
    // A refusal shows at the viewer as an agent that does not come; the tests that expect one look there.
    host.openLive({ commandId: newId(), streamId, relayUrl, publishTicket }).catch(() => {})
  }
  const statusOf = (streamId: string) =>
    statuses.flatMap(status => status.streams).findLast(stream => stream.streamId === streamId)
  return {
    bench,
    host,
    segments,
    segmentsDir,
    statusOf,
    stop: async () => {
      await bench.stop()
      await host.stop()
      await rm(segmentsDir, { recursive: true, force: true })
    },
  }
}
export type LiveRig = Awaited<ReturnType<typeof startLiveRig>>
