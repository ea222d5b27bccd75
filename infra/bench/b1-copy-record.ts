import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startGstCamera } from '../rtsp-servers/gst-camera.ts'
import { firstStart } from './agent.ts'
import { makeClip } from './clip.ts'
import { type Recorder, recordWithAgent, recordWithFfmpeg } from './rivals.ts'
import { median, megabytes, recordedBytes, say, sleep, type Usage, usageOf } from './usage.ts'

/**
 * B1: eight cameras copied to disk, start included: the whole agent against one `ffmpeg -c copy -f segment` each; and
 * what each of the eight cameras after them costs.
 */
const cameras = 8
const moreCameras = 16
const seconds = Number(process.argv[2] ?? 45)
const rounds = Number(process.argv[3] ?? 3)

const folder = mkdtempSync(join(tmpdir(), 'nightjar-b1-'))
const clip = makeClip(folder, seconds + 30)
await firstStart(folder, clip)

/** Starting a process costs the same however long it then records; from here on it is only recording, s. */
const settleSeconds = 12

interface Result extends Usage {
  readonly writtenBytes: number
  /** CPU of a minute of all cameras, start left out, s. */
  readonly minuteSeconds: number
}

/** Less than this, and the two sides did not get the same pictures. */
const leastBytes = 0.6 * (seconds - settleSeconds) * (3_000_000 / 8)

async function measure(name: string, record: Recorder, count: number): Promise<Result> {
  const camera = await startGstCamera('--clip', clip)
  const target = mkdtempSync(join(folder, `${name}-`))
  const recording = await record(
    Array.from({ length: count }, () => camera.url),
    target,
  )
  await sleep(settleSeconds)
  const settled = usageOf(recording.pids)
  await sleep(seconds - settleSeconds)
  const usage = usageOf(recording.pids)
  const minuteSeconds = (usage.cpuSeconds - settled.cpuSeconds) / ((seconds - settleSeconds) / 60)
  await recording.stop()
  await camera.stop()
  const writtenBytes = recordedBytes(target)
  rmSync(target, { recursive: true })
  if (writtenBytes < leastBytes * count) throw new Error(`${name}: the camera sent only ${megabytes(writtenBytes)}`)
  return { ...usage, writtenBytes, minuteSeconds }
}

interface Side {
  readonly name: string
  readonly record: Recorder
  readonly results: Result[]
  /** With the cameras that came after. */
  readonly grown: Result[]
}
const agent: Side = { name: 'agent', record: recordWithAgent, results: [], grown: [] }
const ffmpeg: Side = { name: 'ffmpeg', record: recordWithFfmpeg, results: [], grown: [] }

const describe = (name: string, result: Result, count: number): string =>
  `${name} ${result.cpuSeconds.toFixed(2)} CPU-s in all, ${(result.minuteSeconds / count).toFixed(3)} per camera-minute, ` +
  `${megabytes(result.residentBytes)} resident (${megabytes(result.ownBytes)} with shared pages once), ` +
  `${megabytes(result.writtenBytes)} written`

for (let round = 1; round <= rounds; round++) {
  for (const [count, into] of [
    [cameras, 'results'],
    [moreCameras, 'grown'],
  ] as const) {
    for (const side of [agent, ffmpeg]) {
      const result = await measure(side.name, side.record, count)
      side[into].push(result)
      say(`round ${round}, ${count} cameras: ${describe(side.name, result, count)}`)
    }
  }
}
rmSync(folder, { recursive: true })

type Figure = (result: Result) => number
const ratio = (of: Figure): string => (median(agent.results.map(of)) / median(ffmpeg.results.map(of))).toFixed(2)
/** What each camera from the ninth on adds. */
const added = (side: Side, of: Figure): number =>
  (median(side.grown.map(of)) - median(side.results.map(of))) / (moreCameras - cameras)
const cost = (side: Side): string =>
  `${side.name} ${added(side, r => r.minuteSeconds).toFixed(3)} CPU-s a minute and ` +
  `${(added(side, r => r.residentBytes) / 1024 / 1024).toFixed(1)} MB`
const addedRatio = (of: Figure): string => (added(agent, of) / added(ffmpeg, of)).toFixed(2)

say(
  `B1 CPU ratio ${ratio(r => r.minuteSeconds)} while recording (target 0.60), ${ratio(r => r.cpuSeconds)} with start; ` +
    `memory ratio ${ratio(r => r.residentBytes)} (target 0.35), ${ratio(r => r.ownBytes)} with shared pages counted once; ` +
    `medians of ${rounds} rounds`,
)
say(
  `B1 each camera from the ${cameras + 1}th to the ${moreCameras}th: ${cost(agent)}; ${cost(ffmpeg)}; ` +
    `ratios ${addedRatio(r => r.minuteSeconds)} and ${addedRatio(r => r.residentBytes)}`,
)
