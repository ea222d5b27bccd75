import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { startAllInOne } from '../rig/all-in-one.ts'
import { avOffsetMs } from '../rig/av-offset.ts'
import { startCameraProcess } from '../rig/camera-process.ts'
import { processTree } from '../rig/process-tree.ts'
import { accountOf, segmentsOf, storedCounters, timelineFaults, timelineOf } from '../rig/recording.ts'
import { usageOf } from './usage.ts'

/** Two cameras with sound, recorded for a while: are memory and handles flat, is anything missing, does sound drift? */
const { values } = parseArgs({ options: { minutes: { type: 'string', default: '60' } } })
const minutes = Number(values.minutes)
const say = (line: string): void => void process.stdout.write(`${line}\n`)

const cameras = await startCameraProcess('--camera', 'front-door', '--camera', 'yard', '--audio', 'aac')
const nightjar = await startAllInOne()
try {
  const api = await nightjar.signIn()
  const ids: string[] = []
  for (const { name, main, sub } of cameras.cameras) {
    const recording = { mode: 'continuous', audio: true }
    const camera = await api.post<{ id: string }>('/api/v1/cameras', { name, url: main, liveUrl: sub, recording })
    ids.push(camera.id)
  }
  const from = new Date()
  const samples = await sampleFor(minutes)
  const to = new Date()
  report(
    'memory',
    samples.map(sample => sample.megabytes),
    'MB',
  )
  report(
    'handles',
    samples.map(sample => sample.handles),
    '',
  )
  for (const id of ids) await reportCamera(id, from, to)
  async function reportCamera(id: string, since: Date, until: Date): Promise<void> {
    const segments = await segmentsOf(api, id, since, until)
    const account = accountOf(await storedCounters(api, segments))
    const faults = timelineFaults(await timelineOf(api, id, since, until))
    say(`camera ${id}: ${segments.length} segments, ${account.stored} of ${account.delivered} pictures stored,`)
    say(`  lost ${account.lost}, doubled ${account.doubled}, timeline faults ${faults.length}`)
    const folder = join(nightjar.dataDir, 'agent', 'segments', id)
    const files = readdirSync(folder).toSorted()
    for (const file of [files[1], files[Math.floor(files.length / 2)], files.at(-2)]) {
      if (file) say(`  sound behind picture in ${file}: ${await avOffsetMs(join(folder, file))} ms`)
    }
  }
} finally {
  await nightjar.remove()
  await cameras.stop()
}

async function sampleFor(duration: number): Promise<{ megabytes: number; handles: number }[]> {
  const samples = []
  const until = performance.now() + duration * 60_000
  while (performance.now() < until) {
    await sleep(30_000)
    const pids = processTree(nightjar.pid).map(each => each.pid)
    const megabytes = Math.round(usageOf([nightjar.pid]).ownBytes / 2 ** 20)
    const handles = pids.reduce((sum, pid) => sum + readdirSync(`/proc/${pid}/fd`).length, 0)
    samples.push({ megabytes, handles })
    say(`${samples.length * 30} s: ${megabytes} MB, ${handles} handles`)
  }
  return samples
}

/** The first tenth is warming up. */
function report(name: string, values: readonly number[], unit: string): void {
  const steady = values.slice(Math.ceil(values.length / 10))
  say(`${name}: ${steady[0]} at first, ${steady.at(-1)} at last, ${Math.max(...steady)} at most ${unit}`)
}
