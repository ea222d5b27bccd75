import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startGstCamera } from '../rtsp-servers/gst-camera.ts'
import { firstStart, startAgent } from './agent.ts'
import { makeClip } from './clip.ts'
import { megabytes, recordedBytes, say, sleep, usageOf } from './usage.ts'

/** B12: resident memory of the whole agent, main process and recorder, by number of copied cameras. */
const seconds = Number(process.argv[2] ?? 40)
const counts = [0, 4, 8, 16]

const folder = mkdtempSync(join(tmpdir(), 'nightjar-b12-'))
const clip = makeClip(folder, seconds + 30)
await firstStart(folder, clip)
const resident: number[] = []
for (const count of counts) {
  const residentBytes = await measure(count)
  resident.push(residentBytes)
  say(`${count} cameras: ${megabytes(residentBytes)}`)
}
rmSync(folder, { recursive: true })
const base = resident[0] ?? Number.NaN
const most = counts.at(-1) ?? Number.NaN
const perCamera = ((resident.at(-1) ?? Number.NaN) - base) / most
const limit = (200 + 8 * most) * 1024 * 1024
say(
  `B12 base ${megabytes(base)} (target 200 MB), ${megabytes(perCamera)} per camera (target 8 MB), ` +
    `ratio of the whole to its target at ${most} cameras ${((resident.at(-1) ?? Number.NaN) / limit).toFixed(2)}`,
)

async function measure(count: number): Promise<number> {
  const dataDir = join(folder, `agent-${count}`)
  const camera = await startGstCamera('--clip', clip)
  const agent = await startAgent(
    dataDir,
    Array.from({ length: count }, () => camera.url),
  )
  await sleep(seconds)
  const { residentBytes } = usageOf([agent.pid])
  await agent.stop()
  await camera.stop()
  // A camera that sends nothing needs no memory.
  if (recordedBytes(dataDir) < 0.4 * count * seconds * (3_000_000 / 8)) throw new Error('the camera sent too little')
  return residentBytes
}
