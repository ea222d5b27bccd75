import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { eq } from 'drizzle-orm'
import { chainHeads } from '../../db/schema/chain-heads.ts'
import { chainSeams } from '../../db/schema/chain-seams.ts'
import type { AgentActor } from '../../policy/actor.ts'
import { type Harness, openHarness } from '../../testing/harness.ts'
import { lineageStatement } from '../../testing/lineage-statement.ts'
import { type MintedOrganisation, mintOrganisation } from '../../testing/mint.ts'
import { type MintedCamera, mintCamera } from '../../testing/mint-camera.ts'
import { getTimeline } from '../recording/get-timeline.ts'
import { getChain } from './get-chain.ts'
import { listChainAlarms } from './list-alarms.ts'

const minuteMs = 60_000

describe('a seam', () => {
  let harness: Harness
  let own: MintedOrganisation
  let camera: MintedCamera
  let agent: AgentActor
  let t0: number

  before(async () => {
    harness = await openHarness({ resolveAgent: async () => agent })
    own = await mintOrganisation(harness.base)
  })
  after(() => harness.close())
  beforeEach(async () => {
    t0 = harness.clock.wallMs() - 60 * minuteMs
    camera = await mintCamera(harness.base, own, { addedAtMs: t0 })
    agent = camera.actor
  })

  const at = (minute: number) => t0 + minute * minuteMs
  const begin = async (change: Parameters<typeof lineageStatement>[1]) => {
    const body = lineageStatement(camera.chain, change)
    const path = `/api/v1/agents/chains/${camera.cameraId}/lineages`
    return (await harness.request('POST', path, { bearer: camera.agentId, body })).status
  }

  it('shows where it begins anew at a time that can be, whatever the clock of its agent says', async () => {
    const nowMs = harness.clock.wallMs()
    // Of a machine without a clock, of last week, a little wrong (taken at its word), of tomorrow, of no calendar.
    const said = [0, at(-7 * 24 * 60), at(-60), at(2), nowMs + minuteMs, nowMs + 24 * 60 * minuteMs, 8.64e15]
    for (const begunAtMs of said) assert.equal(await begin({ follows: null, begunAtMs }), 200)
    const context = harness.as(own.viewer.actor)
    const { seams } = await getChain(context, camera.cameraId)
    const shown = [nowMs, nowMs, at(-60), at(2), nowMs + minuteMs, nowMs, nowMs]
    for (const [index, { at: iso }] of seams.entries())
      assert.ok(Math.abs(Date.parse(iso) - shown[index]!) < minuteMs / 2, `${said[index]}: ${iso}`)
    const range = {
      from: new Date(nowMs - 5 * 60 * minuteMs).toISOString(),
      to: new Date(nowMs + 2 * minuteMs).toISOString(),
    }
    assert.equal((await getTimeline(context, camera.cameraId, range)).seams.length, said.length)
    const answer = await harness.request('GET', `/api/v1/cameras/${camera.cameraId}/chain`, {
      cookie: own.viewer.cookie,
    })
    assert.equal(answer.status, 200)
  })

  it('shows the seams of older rows, which say whatever the agent said, at a time that can be', async () => {
    const nowMs = harness.clock.wallMs()
    for (const begunAtMs of [0, at(2), 8.64e15 + 1]) {
      const { lineageId } = lineageStatement(camera.chain, {})
      assert.equal(await begin({ follows: null, lineageId }), 200)
      await harness.base.db.update(chainSeams).set({ begunAtMs }).where(eq(chainSeams.lineageId, lineageId))
    }
    const context = harness.as(own.viewer.actor)
    const range = { from: new Date(t0).toISOString(), to: new Date(nowMs + 2 * minuteMs).toISOString() }
    const inTime = (await getTimeline(context, camera.cameraId, range)).seams
    const { seams, seam } = await getChain(context, camera.cameraId)
    assert.deepEqual(
      [seams, inTime.toSorted((a, b) => a.at.localeCompare(b.at))].map(list =>
        list.map(({ at: iso }) => Math.round((Date.parse(iso) - t0) / minuteMs)),
      ),
      [
        [60, 2, 60],
        [2, 60, 60],
      ],
    )
    assert.deepEqual(seam, seams.at(-1))
    await harness.base.db.update(chainHeads).set({ state: 'frozen' }).where(eq(chainHeads.cameraId, camera.cameraId))
    const alarm = (await listChainAlarms(context)).find(({ cameraId }) => cameraId === camera.cameraId)
    assert.deepEqual(alarm?.seam, seam)
  })
})
