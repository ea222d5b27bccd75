import assert from 'node:assert/strict'
import { after, before, it } from 'node:test'
import { and, asc, eq, sql } from 'drizzle-orm'
import { readMigrations } from '../../db/migrate.ts'
import { agentConfigs } from '../../db/schema/agent-configs.ts'
import { cameraRetentions } from '../../db/schema/camera-retentions.ts'
import { enrolAnAgent } from '../../testing/enrolled-agent.ts'
import { type Harness, openHarness } from '../../testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '../../testing/mint.ts'
import { createCamera } from '../camera/create.ts'
import { deleteCamera } from '../camera/delete.ts'
import { updateCamera } from '../camera/update.ts'

let harness: Harness
let own: MintedOrganisation

before(async () => {
  harness = await openHarness()
  own = await mintOrganisation(harness.base)
})
after(() => harness.close())

const admin = () => harness.as(own.administrator.actor)
const said = async (cameraId: string) => {
  const { db } = harness.base
  const rows = await db
    .select()
    .from(cameraRetentions)
    .where(eq(cameraRetentions.cameraId, cameraId))
    .orderBy(asc(cameraRetentions.version))
  return rows.map(({ version, retentionDays, quotaBytes }) => [version, retentionDays, quotaBytes])
}

/** An agent whose first camera was changed; what that said of retention, by version. The first configuration has none. */
async function story() {
  const { agentId } = (await enrolAnAgent(harness, own)).identity
  const add = (name: string) => createCamera(admin(), { name, url: `rtsp://10.0.0.7/${name}`, agentId })
  const first = await add('Yard')
  const change = (recording: object) => updateCamera(admin(), first.id, { recording }, null)
  const other = await add('Gate')
  await change({ retentionDays: 2 })
  await updateCamera(admin(), first.id, { name: 'Court' }, null)
  await change({ retentionDays: 30, quotaBytes: 2_000_000_000 })
  const stored = eq(agentConfigs.agentId, agentId)
  return { first, other, stored }
}
const whole = [
  [2, 7, null],
  [4, 2, null],
  [6, 30, 2_000_000_000],
]

it('keeps what each configuration said of retention, and nothing where it said the same', async () => {
  const { first, other, stored } = await story()
  assert.deepEqual(await said(first.id), whole)
  assert.deepEqual(await said(other.id), [[3, 7, null]])
  await deleteCamera(admin(), other.id)
  assert.equal(await harness.base.db.$count(agentConfigs, stored), 3, 'configurations went with the camera')
  assert.deepEqual(await said(first.id), whole)
})

it('is filled by the update from the configurations that are stored, as far back as none is missing', async () => {
  const { db } = harness.base
  const backfill = readMigrations()
    .flatMap(({ statements }) => statements)
    .find(statement => /INSERT INTO "camera_retentions"/.test(statement))!
  const update = async () => {
    await db.delete(cameraRetentions)
    await db.execute(sql.raw(backfill))
  }
  const { first, other, stored } = await story()
  await update()
  assert.deepEqual(await said(first.id), whole)
  assert.deepEqual(await said(other.id), [[3, 7, null]])
  await db.delete(agentConfigs).where(and(stored, eq(agentConfigs.version, 3)))
  await update()
  assert.deepEqual(await said(first.id), whole.slice(1))
})
