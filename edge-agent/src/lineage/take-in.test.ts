import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { KnownSegment } from '@nightjar/shared/protocol/agent-chains.ts'
import { signedBytes } from '@nightjar/shared/records/chain.ts'
import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import pino from 'pino'
import { openDatabase } from '../index/database.ts'
import { indexOver } from '../index/open-index.ts'
import type { ClosedSegment } from '../media/closed-segment.ts'
import { closedSegment, hashOf, testId, testOwner, testRandom, testSign } from '../testing/records.ts'
import { SimulatedDisk } from '../testing/simulated-disk.ts'
import { createTakeIn } from './take-in.ts'

const t0 = 1_750_000_000_000
const everyMs = 10_000
const [known, unknown] = [900, 150]

const manifestOf = ({ mask: _, ...closed }: ClosedSegment): SegmentManifest => {
  const { organisationId, siteId, agentId } = testOwner
  const place = { sequence: 7, previousHash: hashOf('before'), maskVersion: null, maskGeometryHash: null }
  const unsigned = { ...closed, ...place, kind: 'segment' as const, organisationId, siteId, agentId }
  return { ...unsigned, signature: testSign(signedBytes(unsigned)) }
}

/** A lost index of a camera with so many files; the first of them the control plane knows. */
async function scene({
  isOurs = () => true,
  asking = async () => undefined,
}: {
  isOurs?: () => boolean
  asking?: () => Promise<void>
}) {
  const clock = new SimulatedClock(t0 + (known + unknown) * everyMs)
  const options = { owner: testOwner, sign: testSign, clock, random: testRandom() }
  const index = indexOver(openDatabase(':memory:'), options)
  const cameraId = testId()
  const files = Array.from({ length: known + unknown }, (_, at) =>
    closedSegment(cameraId, t0 + at * everyMs, t0 + (at + 1) * everyMs, { byteLength: 1 }),
  )
  index.declareLost()
  index.registerFound(
    cameraId,
    files.map(file => file.segmentId),
  )
  index.beginLedger(cameraId, t0)
  const byId = new Map(files.map(file => [file.segmentId, file]))
  const manifests = new Map(
    files.slice(0, known).map(file => [file.segmentId, manifestOf({ ...file, mediaHash: emptyHash })]),
  )
  const asked: number[] = []
  // One empty file stands for all of them.
  const disk = new SimulatedDisk()
  const { open } = disk
  disk.sizeOf = async () => 1
  disk.open = (_path, access) => open('/empty', access)
  await disk.create('/empty')
  const lines: { msg: string; done?: number; total?: number }[] = []
  const givenBack: number[] = []
  const takeIn = createTakeIn({
    store: {
      ...index,
      restoreSegments(several) {
        givenBack.push(several.length)
        index.restoreSegments(several)
      },
    },
    api: {
      segments: async (_, after) =>
        after === null
          ? files
              .slice(0, known)
              .map(file => file.segmentId)
              .sort()
          : [],
      async records(_, ids) {
        await asking()
        asked.push(ids.length)
        return ids.flatMap((id): KnownSegment[] => {
          const manifest = manifests.get(id)
          return manifest ? [{ manifest, entry: null, evicted: false, receipt: null }] : []
        })
      },
    },
    disk,
    segmentsDir: '/s',
    isOurs,
    isReceipt: () => true,
    readFile: async ({ segmentId }) => byId.get(segmentId)!,
    quarantine: async found => assert.fail(found.segmentId),
    isUp: () => true,
    clock,
    random: () => 0.5,
    log: pino({ level: 'info' }, { write: line => void lines.push(JSON.parse(line)) }),
  })
  const take = () => {
    const { lineage } = index.localChain(cameraId)!
    const { organisationId, agentId } = testOwner
    const common = { kind: 'lineage', organisationId, cameraId, agentId, follows: null, begunAtMs: 0 } as const
    const statement = { ...common, lineageId: lineage!.lineageId, why: lineage!.why, signature: '' }
    index.keepStatement(statement, t0 + known * everyMs)
    index.lineageTaken(lineage!.lineageId)
  }
  return { clock, index, cameraId, takeIn, asked, givenBack, lines, take }
}

const emptyHash = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855'

test('a large archive is asked for in pages, and says how far it is', async t => {
  const { clock, index, cameraId, takeIn, asked, givenBack, take } = await scene({})
  const stopping = new AbortController()
  t.after(() => stopping.abort())
  void takeIn.run(stopping.signal)
  await clock.advance(1_000)
  assert.deepEqual(
    [asked, takeIn.progress()],
    [[], { done: 0, total: known + unknown }],
    'nothing before the statement',
  )
  assert.equal(index.totalUsage().segments, 0)
  take()
  takeIn.notify()
  await clock.advance(1_000)
  for (let turn = 0; turn < 2_000 && takeIn.progress(); turn++) await clock.advance(10)
  assert.equal(takeIn.progress(), null)
  assert.equal(Math.max(...asked), 200)
  assert.equal(Math.max(...givenBack), 20, 'in one transaction')
  assert.ok(asked.length <= 2 * Math.ceil((known + unknown) / 200), `${asked.length} questions`)
  assert.equal(index.usage(cameraId).segments, known + unknown)
  assert.equal(index.verifyChain(cameraId).ok, true)
  assert.equal(index.localChain(cameraId)?.lineage?.state, 'filled')
  assert.equal(index.accountedTo(cameraId), clock.wallMs() - (clock.wallMs() - t0 - (known + unknown) * everyMs))
})

test('a record that this agent has not signed is not believed, and nothing is lost by it', async t => {
  const { clock, index, cameraId, takeIn, take } = await scene({ isOurs: () => false })
  const stopping = new AbortController()
  t.after(() => stopping.abort())
  take()
  void takeIn.run(stopping.signal)
  await clock.advance(300_000)
  assert.equal(index.usage(cameraId).segments, 0)
  assert.equal(index.foundCount(), known + unknown)
})

test('a segment that is closed meanwhile waits for none of it, and the log says each minute how far it is', async t => {
  let during = 0
  const { clock, index, cameraId, takeIn, lines, take } = await scene({
    async asking() {
      // A slow control plane: two minutes for each page.
      await clock.advance(120_000)
      const fromMs = index.accountedTo(cameraId)!
      index.appendSegment(closedSegment(cameraId, fromMs, fromMs + everyMs, { byteLength: 1 }), () => [])
      assert.equal(index.accountedTo(cameraId), fromMs + everyMs)
      during++
    },
  })
  const stopping = new AbortController()
  t.after(() => stopping.abort())
  take()
  void takeIn.run(stopping.signal)
  for (let turn = 0; turn < 2_000 && takeIn.progress(); turn++) await clock.advance(10)
  assert.equal(index.usage(cameraId).segments, known + unknown + during)
  assert.equal(index.verifyChain(cameraId).ok, true)
  const said = lines.filter(({ total }) => total !== undefined)
  assert.ok(said.length > 3, `${said.length} lines`)
  assert.ok(said.every(({ done, total }) => done! >= 0 && done! < total!))
})
