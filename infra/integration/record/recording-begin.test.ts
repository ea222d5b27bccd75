import assert from 'node:assert/strict'
import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { EndpointLockouts } from '@nightjar/edge-agent/camera-access/lockout.ts'
import { recoveryFramesOf } from '@nightjar/edge-agent/capture/codec/recovery-point.ts'
import { systemDisk } from '@nightjar/edge-agent/platform/disk-system.ts'
import { systemNetwork } from '@nightjar/edge-agent/platform/network.ts'
import { systemRandom } from '@nightjar/edge-agent/platform/random.ts'
import { createSyncGroup } from '@nightjar/edge-agent/record/sync-group.ts'
import { CameraRunner } from '@nightjar/edge-agent/recorder/camera-runner.ts'
import type { FromRecorder, RecorderCamera } from '@nightjar/edge-agent/recorder/ipc.ts'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import pino from 'pino'
import { encode, isIdr, type Picture } from './encoded-camera.ts'
import { startEncodedServer } from './encoded-server.ts'
import { missingTools } from './material.ts'
import { inFolder } from './record-material.ts'

const frameMs = 40
const x264 = (params: string) => ['-c:v', 'libx264', '-preset', 'veryfast', '-x264-params', params]

const streams = {
  'closed groups of 1 s': x264('keyint=25:min-keyint=25:bframes=0:scenecut=0'),
  'closed groups of 4 s': x264('keyint=100:min-keyint=100:bframes=0:scenecut=0'),
  'closed groups of 10 s': x264('keyint=250:min-keyint=250:bframes=0:scenecut=0'),
  'open groups of 2 s with B-frames': x264('open-gop=1:keyint=50:bframes=3:b-adapt=0:scenecut=0'),
  'intra refresh of 2 s': x264('intra-refresh=1:keyint=50:bframes=0:ref=1:scenecut=0'),
} as const

/** What a camera begins with when it is asked to play. @param starts places of the pictures that decoding can begin with. */
const begins = {
  'in the middle of a group': ([, second, third]: number[]) => {
    const liveAt = (second! + third!) >> 1
    return { liveAt, storedFrom: liveAt }
  },
  'with the group that it has at hand': ([, second, third]: number[]) => ({
    liveAt: (second! + third!) >> 1,
    storedFrom: second!,
  }),
  'with a keyframe made for us': ([, second]: number[]) => ({ liveAt: second!, storedFrom: second! }),
  'as an encoder that starts, with an IDR picture': () => ({ liveAt: 0, storedFrom: 0 }),
} as const

const isStart = ({ nals }: Picture) =>
  nals.some(nal => isIdr(nal, 'h264') || ((nal[0]! & 31) === 6 && recoveryFramesOf(nal, 'h264') !== null))

interface Case {
  readonly pictures: readonly Picture[]
  readonly sets: readonly Uint8Array[]
  readonly liveAt: number
  readonly storedFrom: number
}

interface Begin {
  /** How long after the camera was asked to play the first recorded picture was taken, by what is claimed, ms. */
  readonly afterMs: number | null
  /** What was recorded until then. */
  readonly files: Buffer
}

async function recordingBegins(folder: string, seconds: number, each: Case): Promise<Begin> {
  const server = await startEncodedServer({ ...each, clockBehindMs: 150 })
  const said: FromRecorder[] = []
  const syncGroup = createSyncGroup({ clock: systemClock })
  const newId = () => systemRandom.uuid(Date.now())
  const camera: RecorderCamera = {
    cameraId: newId(),
    name: 'yard',
    mask: null,
    streams: [{ streamId: newId(), roles: ['record'], url: server.url, transport: 'tcp' }],
    credentials: null,
    recording: { mode: 'continuous', segmentSeconds: 60, retentionDays: null, quotaBytes: null, audio: false },
    configVersion: 1,
  }
  const deps = {
    clock: systemClock,
    network: systemNetwork,
    random: systemRandom,
    policy: { allowLoopback: 'any' as const },
    lockouts: new EndpointLockouts(systemClock),
    log: pino({ level: 'silent' }),
    disk: systemDisk,
    syncGroup,
    segmentsDir: folder,
    send: (message: FromRecorder) => said.push(message),
  }
  // Recording was never off, and what was taken before the agent started is accounted for.
  const runner = new CameraRunner(camera, deps, Date.now() - 30_000)
  const begun = () => said.findLast(message => message.kind === 'camera-status' && message.openSegmentStartMs !== null)
  for (let i = 0; i < seconds * 20 && !begun(); i++) await wait(50)
  const status = begun()
  await runner.stop(null)
  await syncGroup.stop()
  await server.stop()
  const names = await readdir(join(folder, camera.cameraId)).catch(() => [])
  const files = Buffer.concat(await Promise.all(names.map(name => readFile(join(folder, camera.cameraId, name)))))
  const afterMs = status?.kind === 'camera-status' ? status.openSegmentStartMs! - server.playedAtMs()! : null
  return { afterMs, files }
}

const isSet = (nal: Uint8Array) => [7, 8].includes(nal[0]! & 31)

test('recording begins with the first picture there is, whatever the camera begins with', {
  skip: missingTools,
  timeout: 240_000,
}, async t => {
  await inFolder(async folder => {
    const cases = []
    for (const [what, options] of Object.entries(streams)) {
      const pictures = await encode(folder, 'h264', 40, options)
      const sets = pictures[0]!.nals.filter(isSet)
      const starts = pictures.flatMap((picture, i) => (isStart(picture) ? [i] : []))
      for (const [how, where] of Object.entries(begins)) {
        const { liveAt, storedFrom } = where(starts)
        const first = starts.find(at => at >= storedFrom)!
        cases.push({ name: `${what}, ${how}`, first, each: { pictures, sets, liveAt, storedFrom } })
      }
    }
    const without = await Promise.all(
      cases.map(async ({ name, first, each }) => {
        const { afterMs, files } = await recordingBegins(folder, 20, each)
        const wantedMs = (first - each.liveAt) * frameMs
        t.diagnostic(`${name}: ${afterMs} ms after PLAY, the first picture to begin with at ${wantedMs} ms`)
        return files.includes(Buffer.from(each.pictures[first]!.nals.at(-1)!)) ? [] : [name]
      }),
    )
    assert.deepEqual(without.flat(), [], 'the first picture to begin with is not in the recording')
  })
})
