import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { startGstCamera } from '../rtsp-servers/gst-camera.ts'
import { firstStart } from './agent.ts'
import { makeClip } from './clip.ts'
import { longestSilence } from './lateness.ts'
import { machineShares, machineTicks } from './machine.ts'
import { type Recorder, recordWithAgent, recordWithFfmpeg } from './rivals.ts'
import { say, sleep, usageOf } from './usage.ts'
import { lostPictures } from './whole-pictures.ts'

/**
 * B14: the most 1080p15 cameras at 3 Mb/s that are recorded before the first picture is lost, or comes to the disk a
 * second later than it should, the agent beside one ffmpeg for each camera; and what gives out first.
 */
const seconds = Number(process.argv[2] ?? 40)
const mostCameras = Number(process.argv[3] ?? 128)
/** The answer is exact to so many cameras. */
const step = 4
const settleSeconds = 15
const lateSeconds = 1
const gstProcesses = 2

interface Side {
  readonly name: string
  readonly record: Recorder
  /** How often its bytes come to the disk at best: a fragment, or a group of pictures. s */
  readonly pieceSeconds: number
}
const sides: readonly Side[] = [
  { name: 'agent', record: recordWithAgent, pieceSeconds: 0.5 },
  { name: 'ffmpeg', record: recordWithFfmpeg, pieceSeconds: 2 },
]

const folder = mkdtempSync(join(tmpdir(), 'nightjar-b14-'))
const clip = makeClip(folder, seconds + settleSeconds + 40)
await firstStart(folder, clip)

interface Trial {
  readonly holds: boolean
  readonly words: string
}

async function attempt({ record, pieceSeconds }: Side, cameras: number): Promise<Trial> {
  const servers = await Promise.all(Array.from({ length: gstProcesses }, () => startGstCamera('--clip', clip)))
  const urls = Array.from({ length: cameras }, (_, index) => servers[index % gstProcesses]!.url)
  const target = mkdtempSync(join(folder, 'trial-'))
  const recording = await record(urls, target)
  await sleep(settleSeconds + cameras / 8)
  const folders = () =>
    readdirSync(join(target, 'segments'))
      .filter(isCamera)
      .map(name => join(target, 'segments', name))
  const [ticks, usage] = [machineTicks(), usageOf(recording.pids)]
  let late = 0
  for (let passed = 0; passed < seconds; passed += 0.5) {
    late = Math.max(late, longestSilence(folders(), Date.now()) - pieceSeconds)
    await sleep(0.5)
  }
  const shares = machineShares(ticks, machineTicks())
  const own = (usageOf(recording.pids).cpuSeconds - usage.cpuSeconds) / seconds
  const all = folders()
  await recording.stop()
  await Promise.all(servers.map(server => server.stop()))
  const lost = lostPictures(clip, all)
  rmSync(target, { recursive: true })
  const holds = lost === 0 && late < lateSeconds && all.length === cameras
  const words =
    `${all.length} recorded, ${lost} pictures lost, at most ${late.toFixed(1)} s late; recorder ${own.toFixed(2)} of ` +
    `${availableParallelism()} cores, machine ${(shares.busy * 100).toFixed(0)} % busy, ${(shares.waiting * 100).toFixed(0)} % waiting for the disk`
  return { holds, words }
}

const isCamera = (name: string): boolean => name !== 'quarantine' && !name.includes('.')

/** Doubles until it breaks, then halves the distance. */
async function knee(side: Side): Promise<number> {
  let good = 0
  let bad = mostCameras + step
  for (let cameras = 16; bad - good > step; ) {
    const { holds, words } = await attempt(side, cameras)
    say(`${side.name}, ${cameras} cameras: ${holds ? 'holds' : 'breaks'}: ${words}`)
    if (holds) good = cameras
    else bad = cameras
    const next = bad > mostCameras ? Math.min(mostCameras, cameras * 2) : Math.round((good + bad) / 2 / step) * step
    if (next === good || next === bad) break
    cameras = next
  }
  return good
}

const found: number[] = []
for (const side of sides) found.push(await knee(side))
rmSync(folder, { recursive: true })
const [agent = 0, ffmpeg = 0] = found
say(
  `B14: the agent records ${agent} cameras, ffmpeg ${ffmpeg} (${(agent / Math.max(1, ffmpeg)).toFixed(2)} of it), exact to ${step}; ` +
    'cameras, both servers of them and recorder share the machine',
)
