import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { eq, sql } from 'drizzle-orm'
import { segments } from '../../db/schema/segments.ts'
import { type Harness, openHarness } from '../../testing/harness.ts'
import { mintOrganisation } from '../../testing/mint.ts'
import { mintCamera } from '../../testing/mint-camera.ts'
import { applyRecords } from './apply-records.ts'

let harness: Harness
before(async () => {
  harness = await openHarness()
})
after(() => harness.close())

it('what names a configuration beyond all columns, of before that was refused, can be deleted, and records go on', async () => {
  const camera = await mintCamera(harness.base, await mintOrganisation(harness.base))
  const startMs = harness.clock.wallMs() - 8 * 24 * 3_600_000
  const send = (records: unknown) =>
    applyRecords(harness.as(camera.actor), { id: harness.base.ids.next(), cameraId: camera.cameraId, records })
  const old = camera.chain.recorded(startMs, startMs + 60_000)
  assert.equal(await send(old), 'applied')
  await harness.base.db
    .update(segments)
    .set({ manifest: sql`jsonb_set(${segments.manifest}, '{configVersion}', to_jsonb(${2 ** 40}::bigint))` })
    .where(eq(segments.cameraId, camera.cameraId))
  const evicted = camera.chain.evicted(old[0], 'retention.age')
  assert.equal(await send([...evicted, ...camera.chain.recorded(startMs + 60_000, startMs + 120_000)]), 'applied')
})
