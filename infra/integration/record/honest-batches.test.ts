import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { Scene, t0 } from '@nightjar/edge-agent/ledger/testing/keeper-scene.ts'
import { closedSegment } from '@nightjar/edge-agent/testing/records.ts'
import type { ChainRecord } from '@nightjar/shared/records/chain.ts'
import fc from 'fast-check'
import { JudgedChain } from './judged-chain.ts'

/** What happens to a camera and its agent, each with some milliseconds. */
const turns = {
  connects: async (scene: Scene) => scene.connect(),
  passes: (scene: Scene, ms: number) => scene.pass(ms),
  cuts: async (scene: Scene) => scene.cut(false),
  hangsUp: async (scene: Scene) => scene.cut(true),
  fails: async (scene: Scene) => scene.report(scene.open === null ? 'camera.unreachable' : null),
  dies: async (scene: Scene) => scene.crash(),
  restarts: async (scene: Scene) => scene.restart(),
  isSwitchedOff: async (scene: Scene) => scene.switch('off'),
  isSwitchedOn: async (scene: Scene) => scene.switch('continuous'),
  goesAhead: async (scene: Scene, ms: number) => scene.clock.stepWall(ms),
  goesBack: async (scene: Scene, ms: number) => scene.clock.stepWall(-ms),
  /** As pictures of a connection that were placed by the camera's own clock, over what is accounted for already. */
  laps: async (scene: Scene, ms: number) => {
    const endMs = scene.clock.wallMs()
    if (scene.open === null) scene.keeper.segmentClosed(closedSegment(scene.cameraId, endMs - ms, endMs + 1))
  },
  deletes: async (scene: Scene) => {
    const [oldest] = scene.index.cheapest(scene.cameraId, 1)
    if (oldest) scene.index.evict(oldest.segmentId, 'retention.age')
  },
} as const

const story = fc.array(
  fc.tuple(
    fc.constantFrom(...(Object.keys(turns) as (keyof typeof turns)[])),
    fc.oneof(fc.integer({ min: 1, max: 3000 }), fc.integer({ min: 1, max: 60_000 })),
  ),
  { minLength: 4, maxLength: 25 },
)

/** Mostly not at all; never by more than control planes take. */
const behind = fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 200_000 }))

async function live(scene: Scene, told: readonly (readonly [keyof typeof turns, number])[]): Promise<void> {
  for (const [what, ms] of told) {
    await turns[what](scene, ms)
    await scene.clock.advance(1 + (ms % 700))
  }
  scene.cut(true)
  scene.keeper.stop()
}

const recordsOf = (scene: Scene): ChainRecord[] =>
  (scene.database.sql.prepare('SELECT record FROM chain ORDER BY sequence').all() as { record: string }[]).map(row =>
    JSON.parse(row.record),
  )

/** In batches of twenty at most, as the outbox cuts them, with a further cut at each given place. */
function batchesOf(records: readonly ChainRecord[], cuts: readonly number[]): ChainRecord[][] {
  const batches: ChainRecord[][] = []
  for (const [place, record] of records.entries()) {
    const last = batches.at(-1)
    if (!last || last.length === 20 || cuts.includes(place)) batches.push([record])
    else last.push(record)
  }
  return batches
}

function assertTaken(makeChain: () => JudgedChain, records: readonly ChainRecord[]): void {
  const everywhere = records.map((_, place) => place)
  for (const cuts of [[], everywhere, ...everywhere.map(place => [place])]) {
    const chain = makeChain()
    for (const batch of batchesOf(records, cuts))
      assert.equal(chain.take(batch), null, `cut at ${cuts.length === records.length ? 'all' : cuts}`)
  }
}

describe('an honest chain is taken, wherever it is cut into batches', () => {
  it('of cameras that come and go, clocks that are set, agents that die', async () => {
    await fc.assert(
      fc.asyncProperty(story, behind, async (told, behindMs) => {
        const scene = new Scene(behindMs)
        await live(scene, told)
        assertTaken(() => new JudgedChain(t0), recordsOf(scene))
      }),
      { numRuns: 300 },
    )
  })

  it('behind a seam too, wherever the lineage before it ended', async () => {
    await fc.assert(
      fc.asyncProperty(story, story, behind, fc.nat(), async (before, after, behindMs, taken) => {
        const scene = new Scene(behindMs)
        await live(scene, before)
        const first = recordsOf(scene).slice(0, taken % (recordsOf(scene).length + 1))
        const { index, cameraId, clock } = scene
        const head = () => {
          const chain = new JudgedChain(t0)
          for (const batch of batchesOf(first, [])) assert.equal(chain.take(batch), null)
          return chain
        }
        // Whatever the control plane has of a message, the agent heard of none: all of its segments are asked for.
        const lineageId = index.beginLineage(cameraId, { why: 'set-back', addedAtMs: t0 })
        const begunAtMs = clock.wallMs()
        const known = new Set(first.flatMap(record => (record.kind === 'segment' ? [record.segmentId] : [])))
        const statement = { kind: 'lineage', lineageId, why: 'set-back', begunAtMs, signature: '' } as const
        const owner = { organisationId: '', cameraId, agentId: '', follows: null }
        index.keepStatement({ ...statement, ...owner }, head().accountedToMs)
        index.lineageTaken(lineageId)
        for (let page = index.toAsk(cameraId, 100); page.length > 0; page = index.toAsk(cameraId, 100))
          index.asked(page.map(({ segmentId }) => ({ segmentId, isKnown: known.has(segmentId) })))
        while (index.fill(cameraId, 7) === 'more');
        const lineage = () => recordsOf(scene).filter(record => record.lineageId === lineageId)
        scene.crash()
        await live(scene, after)
        assertTaken(() => {
          const chain = head()
          chain.seam(begunAtMs)
          return chain
        }, lineage())
      }),
      { numRuns: 200 },
    )
  })
})
