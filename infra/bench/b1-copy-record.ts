import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startGstCamera } from '../rtsp-servers/gst-camera.ts'
import { firstStart } from './agent.ts'
import { makeClip } from './clip.ts'
import { type Recorder, recordWithAgent, recordWithFfmpeg } from './rivals.ts'
import { median, megabytes, recordedBytes, say, sleep, type Usage, usageOf } from './usage.ts'

/** B1: eight cameras copied to disk, start included: the whole agent against one `ffmpeg -c copy -f segment` each. */
const cameras = 8
const seconds = Number(process.argv[2] ?? 45)
const rounds = Number(process.argv[3] ?? 3)

const folder = mkdtempSync(join(tmpdir(), 'nightjar-b1-'))
const clip = makeClip(folder, seconds + 30)
await firstStart(folder, clip)

/** Starting a process costs the same however long it then records; from here on it is only recording, s. */
const settleSeconds = 12

interface Result extends Usage {
  readonly writtenBytes: number
  /** CPU of one camera-minute, start left out, s. */
  readonly cameraMinute: number
}

/** Less than this, and the two sides did not get the same pictures. */
const leastBytes = 0.6 * cameras * (seconds - settleSeconds) * (3_000_000 / 8)

async function measure(name: string, record: Recorder): Promise<Result> {
  const camera = await startGstCamera('--clip', clip)
  const target = mkdtempSync(join(folder, `${name}-`))
  const recording = await record(
    Array.from({ length: cameras }, () => camera.url),
    target,
  )
  await sleep(settleSeconds)
  const settled = usageOf(recording.pids)
  await sleep(seconds - settleSeconds)
  const usage = usageOf(recording.pids)
  const minutes = (cameras * (seconds - settleSeconds)) / 60
  const cameraMinute = (usage.cpuSeconds - settled.cpuSeconds) / minutes
  await recording.stop()
  await camera.stop()
  const writtenBytes = recordedBytes(target)
  rmSync(target, { recursive: true })
  if (writtenBytes < leastBytes) throw new Error(`${name}: the camera sent only ${megabytes(writtenBytes)}`)
  return { ...usage, writtenBytes, cameraMinute }
}

const ours: Result[] = []
const theirs: Result[] = []
const describe = (name: string, result: Result): string =>
  `${name} ${result.cpuSeconds.toFixed(2)} CPU-s in all, ${result.cameraMinute.toFixed(3)} per camera-minute, ` +
  `${megabytes(result.residentBytes)} resident (${megabytes(result.ownBytes)} with shared pages once), ` +
  `${megabytes(result.writtenBytes)} written`

for (let round = 1; round <= rounds; round++) {
  const a = await measure('agent', recordWithAgent)
  const b = await measure('ffmpeg', recordWithFfmpeg)
  ours.push(a)
  theirs.push(b)
  say(`round ${round}: ${describe('agent', a)}; ${describe('ffmpeg', b)}`)
}
rmSync(folder, { recursive: true })
const ratio = (of: (result: Result) => number): string => (median(ours.map(of)) / median(theirs.map(of))).toFixed(2)
say(
  `B1 CPU ratio ${ratio(r => r.cameraMinute)} while recording (target 0.60), ${ratio(r => r.cpuSeconds)} with start; ` +
    `memory ratio ${ratio(r => r.residentBytes)} (target 0.35), ${ratio(r => r.ownBytes)} with shared pages counted once; ` +
    `medians of ${rounds} rounds`,
)
