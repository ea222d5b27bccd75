import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startAgent } from './agent.ts'
import { makeClip, startClipCamera } from './clip.ts'
import { megabytes, say, sleep, usageOf } from './usage.ts'

/** B12: resident memory of the whole agent, main process and recorder, by number of copied cameras. */
const seconds = Number(process.argv[2] ?? 40)
const counts = [0, 4, 8, 16]

const folder = mkdtempSync(join(tmpdir(), 'nightjar-b12-'))
const clip = makeClip(folder, seconds + 30)
const resident: number[] = []
for (const count of counts) {
  const camera = await startClipCamera(clip)
  const agent = await startAgent(
    join(folder, `agent-${count}`),
    Array.from({ length: count }, () => camera.url),
  )
  await sleep(seconds)
  const { residentBytes } = usageOf([agent.pid])
  resident.push(residentBytes)
  say(`${count} cameras: ${megabytes(residentBytes)}`)
  await agent.stop()
  await camera.stop()
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
