import { createHash } from 'node:crypto'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { registerFound } from '@nightjar/edge-agent/agent/register-found.ts'
import { openIndex } from '@nightjar/edge-agent/index/open-index.ts'
import { createTakeIn } from '@nightjar/edge-agent/lineage/take-in.ts'
import { systemDisk } from '@nightjar/edge-agent/platform/disk-system.ts'
import { createLog } from '@nightjar/edge-agent/platform/log.ts'
import { systemRandom } from '@nightjar/edge-agent/platform/random.ts'
import { recoverSegments } from '@nightjar/edge-agent/record/recover.ts'
import { closedSegment, testOwner, testSign } from '@nightjar/edge-agent/testing/records.ts'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import type { KnownSegment } from '@nightjar/shared/protocol/agent-chains.ts'
import { megabytes, say, sleep } from './usage.ts'

/** An index that is lost beside many recordings: how long until recording may begin, and what taking them in costs. */
const files = Number(process.argv[2] ?? 40_000)
const bytesEach = Number(process.argv[3] ?? 16) * 1024
const cameras = 8
const everyMs = 60_000
/** What a control plane takes to look up a page of records. */
const answerMs = 20
const beginMs = Date.now() - Math.ceil(files / cameras) * everyMs

const folder = mkdtempSync(join(tmpdir(), 'nightjar-found-'))
const segmentsDir = join(folder, 'segments')
const content = new Uint8Array(bytesEach).fill(7)
const mediaHash = createHash('sha256').update(content).digest('hex')
const cameraIds = Array.from({ length: cameras }, () => systemRandom.uuid(beginMs))
const startOf = new Map<string, number>()
for (const cameraId of cameraIds) mkdirSync(join(segmentsDir, cameraId), { recursive: true })
for (let at = 0; at < files; at++) {
  const startMs = beginMs + Math.floor(at / cameras) * everyMs
  const segmentId = systemRandom.uuid(startMs)
  startOf.set(segmentId, startMs)
  writeFileSync(join(segmentsDir, cameraIds[at % cameras]!, `${segmentId}.mp4`), content)
}

const delay = monitorEventLoopDelay({ resolution: 1 })
const residentBefore = process.memoryUsage.rss()
let residentMost = residentBefore
const watch = setInterval(() => {
  residentMost = Math.max(residentMost, process.memoryUsage.rss())
}, 50)
delay.enable()
const started = performance.now()
const seconds = () => ((performance.now() - started) / 1000).toFixed(2)

const index = openIndex({
  ...{ path: join(folder, 'index.db'), owner: testOwner, sign: testSign, clock: systemClock, random: systemRandom },
})
await registerFound({ index, disk: systemDisk, segmentsDir, isLost: true })
await recoverSegments({ segmentsDir, disk: systemDisk, knownIds: index.knownIds() })
for (const cameraId of cameraIds) index.beginLedger(cameraId, beginMs)
say(`recording may begin after ${seconds()} s; the loop stood for ${(delay.max / 1e6).toFixed(0)} ms at most`)

delay.reset()
for (const cameraId of cameraIds) {
  const { lineageId, why } = index.localChain(cameraId)!.lineage!
  const common = { kind: 'lineage', organisationId: testOwner.organisationId, agentId: testOwner.agentId } as const
  index.keepStatement({ ...common, cameraId, lineageId, why, follows: null, begunAtMs: 0, signature: '' }, Date.now())
  index.lineageTaken(lineageId)
}

const known = (cameraId: string, segmentId: string): KnownSegment => {
  const startMs = startOf.get(segmentId)!
  const { mask: _, ...closed } = closedSegment(cameraId, startMs, startMs + everyMs, {
    ...{ segmentId, mediaHash, byteLength: bytesEach },
    fragments: Array.from({ length: 30 }, (__, at) => [at * 2000, 900 + at * 100, 1]),
  })
  const place = { kind: 'segment', ...testOwner, sequence: 0, previousHash: mediaHash } as const
  const manifest = { ...closed, ...place, maskVersion: null, maskGeometryHash: null, signature: 'A'.repeat(86) }
  return { manifest, entry: null, evicted: false, receipt: null }
}

let asked = 0
const stopping = new AbortController()
const takeIn = createTakeIn({
  ...{ store: index, disk: systemDisk, segmentsDir, clock: systemClock, random: Math.random, isUp: () => true },
  api: {
    segments: async () => [],
    async records(cameraId, ids) {
      asked++
      await sleep(answerMs / 1000)
      return ids.map(id => known(cameraId, id))
    },
  },
  isOurs: () => true,
  isReceipt: () => true,
  readFile: async () => null,
  quarantine: async ({ path }) => say(`set aside: ${path}`),
  log: createLog({ level: 'warn', role: 'bench' }),
})

/** A segment that is closed meanwhile, of each camera in turn: what its place in the index waits for. */
const waits: number[] = []
const recording = setInterval(() => {
  const cameraId = cameraIds[waits.length % cameras]!
  const fromMs = index.accountedTo(cameraId)!
  const before = performance.now()
  index.appendSegment(closedSegment(cameraId, fromMs, fromMs + 1), () => [])
  waits.push(performance.now() - before)
}, 100)

const begun = performance.now()
void takeIn.run(stopping.signal)
while (takeIn.progress()) await sleep(0.02)
const tookS = (performance.now() - begun) / 1000
clearInterval(recording)
clearInterval(watch)
say(
  `${files} files of ${bytesEach / 1024} KiB taken in after ${tookS.toFixed(1)} s (${(files / tookS).toFixed(0)} a second, ` +
    `${megabytes((files * bytesEach) / tookS)} a second) with ${asked} questions`,
)
say(
  `the loop stood for ${(delay.max / 1e6).toFixed(0)} ms at most (p99 ${(delay.percentile(99) / 1e6).toFixed(0)} ms); a closed ` +
    `segment was in the index within ${Math.max(...waits).toFixed(0)} ms; memory grew by ${megabytes(residentMost - residentBefore)}`,
)
stopping.abort()
index.close()
rmSync(folder, { recursive: true })
process.exit(0)
