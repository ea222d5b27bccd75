import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { protocolVersion } from '@nightjar/shared/protocol/version.ts'
import { eq, sql } from 'drizzle-orm'
import { agentConfigs } from '../../db/schema/agent-configs.ts'
import { commands } from '../../db/schema/commands.ts'
import { streams } from '../../db/schema/streams.ts'
import { type EnrolledAgent, enrolAnAgent } from '../../testing/enrolled-agent.ts'
import { type Harness, openHarness } from '../../testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '../../testing/mint.ts'
import { reportStatus } from '../../testing/mint-camera.ts'
import { revokeAgent } from '../agent/revoke.ts'
import { recordResult } from '../command/record-result.ts'
import { makeRunCommand } from '../command/run-command.ts'
import { createCamera } from './create.ts'
import { deleteCamera } from './delete.ts'
import { probeCamera } from './probe.ts'
import { updateCamera } from './update.ts'

let harness: Harness
let own: MintedOrganisation
let agent: EnrolledAgent

before(async () => {
  harness = await openHarness()
  own = await mintOrganisation(harness.base)
  agent = await enrolAnAgent(harness, own)
  const status = { actor: agent.actor, cameraId: harness.base.ids.next() }
  await reportStatus(harness.base, status, { online: true, openSegmentStartMs: null, protocol: protocolVersion })
})
after(() => harness.close())

const admin = () => harness.as(own.administrator.actor)
const add = (host: string) =>
  createCamera(admin(), {
    name: 'Yard',
    url: `rtsp://${host}/1`,
    liveUrl: `rtsp://${host}:8554/2`,
    username: 'admin',
    password: 'Can4ry',
    agentId: agent.identity.agentId,
  })

async function probeOnce(url: string): Promise<void> {
  const asked = probeCamera(
    admin(),
    { url, agentId: agent.identity.agentId },
    makeRunCommand(harness.parts.commandResults),
  )
  const refused = assert.rejects(asked, { code: 'camera.timeout' })
  for (;;) {
    const [open] = await harness.base.db.select().from(commands).where(sql`${commands.finishedAtMs} is null`)
    if (open) {
      const answer = { commandId: open.id, ok: false as const, code: 'camera.timeout', message: 'late' }
      await recordResult(harness.as(agent.actor), answer)
      return refused
    }
    await new Promise(resolve => setTimeout(resolve, 5))
  }
}

/** Tables with a row in which one of the texts stands, whatever the column. */
async function tablesWith(...texts: string[]): Promise<string[]> {
  const { db } = harness.base
  const named = sql`select table_name as name from information_schema.tables where table_schema = 'public'`
  const { rows } = (await db.execute(named)) as unknown as { rows: { name: string }[] }
  assert.ok(rows.length > 20)
  const found: string[] = []
  for (const { name } of rows) {
    const all = (await db.execute(sql`select t::text as line from ${sql.identifier(name)} t`)) as unknown as {
      rows: { line: string }[]
    }
    if (all.rows.some(({ line }) => texts.some(text => line.includes(text)))) found.push(name)
  }
  return found.sort()
}

test('a deleted camera leaves its addresses and sealed password in no table but the audit log', async () => {
  const [host, moved] = ['10.77.66.55', '10.77.66.56']
  const camera = await add(host)
  const other = await add('10.0.0.9')
  await probeOnce(`rtsp://admin:Can4ry@${moved}/1`)
  const boxes = await sealedBoxes()
  const credentials = { username: 'admin', password: 'Can4ry' }
  await updateCamera(admin(), camera.id, { url: `rtsp://${moved}/1`, credentials }, null)
  boxes.push(...(await sealedBoxes()))
  assert.equal(boxes.length, 4)
  const secrets = [host, moved, ...boxes.filter(({ id }) => id === camera.id).map(({ box }) => box)]
  assert.deepEqual(await tablesWith(...secrets), ['agent_configs', 'audit_entries', 'cameras', 'commands', 'streams'])

  await deleteCamera(admin(), camera.id)
  assert.deepEqual(await tablesWith(...secrets), ['audit_entries'])
  const left = await harness.base.db.select().from(streams).where(eq(streams.cameraId, other.id))
  assert.equal(left.length, 2, 'another camera keeps its own')
  assert.ok((await tablesWith('10.0.0.9')).includes('agent_configs'))
  const { accessToken: bearer } = await agent.token()
  assert.equal((await harness.request('GET', '/api/v1/agents/config', { bearer })).status, 200)
})

async function sealedBoxes() {
  const { rows } = (await harness.base.db.execute(
    sql`select id, credentials ->> 'box' as box from cameras where credentials is not null`,
  )) as unknown as { rows: { id: string; box: string }[] }
  return rows
}

test('versions go on from the newest, and a revoked agent keeps no configuration with the camera', async () => {
  const camera = await add('10.77.66.57')
  const newest = async () => {
    const rows = await harness.base.db
      .select({ version: agentConfigs.version })
      .from(agentConfigs)
      .where(eq(agentConfigs.agentId, agent.identity.agentId))
    return Math.max(...rows.map(({ version }) => version))
  }
  const version = await newest()
  await deleteCamera(admin(), camera.id)
  assert.equal(await newest(), version + 1)
  const last = await add('10.77.66.58')
  await revokeAgent(admin(), agent.identity.agentId)
  await deleteCamera(admin(), last.id)
  assert.deepEqual(await tablesWith('10.77.66.57', '10.77.66.58'), ['audit_entries'])
})
