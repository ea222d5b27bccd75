import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { and, eq } from 'drizzle-orm'
import { auditEntries } from '../../db/schema/audit-entries.ts'
import { type Harness, openHarness } from '../../testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '../../testing/mint.ts'
import { type MintedCamera, mintCamera, reportStatus } from '../../testing/mint-camera.ts'
import { getAgent } from './get.ts'
import { holdAgents, leaseMs, releaseAgents } from './hold-agents.ts'
import { listAgents } from './list.ts'
import { markSilentAgents, recordGone, silenceMs } from './record-status.ts'
import { revokeAgent } from './revoke.ts'

let harness: Harness
let own: MintedOrganisation
let foreign: MintedOrganisation
let camera: MintedCamera

before(async () => {
  harness = await openHarness()
  own = await mintOrganisation(harness.base)
  foreign = await mintOrganisation(harness.base)
  camera = await mintCamera(harness.base, own)
})
after(() => harness.close())

const admin = () => harness.as(own.administrator.actor)
const hasCode = (code: string) => (error: unknown) => error instanceof AppError && error.code === code
const stateOf = async () => (await getAgent(admin(), camera.agentId)).state

test('agents are shown to those who may see them, in their organisation only', async () => {
  assert.deepEqual(
    (await listAgents(admin())).map(agent => agent.id),
    [camera.agentId],
  )
  assert.deepEqual(await listAgents(harness.as(foreign.administrator.actor)), [])
  await assert.rejects(listAgents(harness.as(own.viewer.actor)), hasCode('auth.forbidden'))
  await assert.rejects(getAgent(harness.as(foreign.administrator.actor), camera.agentId), hasCode('resource.not-found'))
  await assert.rejects(getAgent(harness.as(own.viewer.actor), camera.agentId), hasCode('auth.forbidden'))
})

test('an agent that falls silent is offline after three heartbeats, and back with the next', async () => {
  await reportStatus(harness.base, camera, { online: true, openSegmentStartMs: null })
  await markSilentAgents(harness.base)
  assert.equal(await stateOf(), 'online')
  harness.clock.advance(silenceMs + 1000)
  assert.equal(await markSilentAgents(harness.base), 1)
  assert.equal(await stateOf(), 'offline')
  await reportStatus(harness.base, camera, { online: true, openSegmentStartMs: null })
  assert.equal(await stateOf(), 'online')
  await recordGone(harness.as(camera.actor))
  assert.equal(await stateOf(), 'offline')
})

test('an agent is served by one link instance at a time, and by another after that one died', async () => {
  const held = async (holder: string) => (await holdAgents(harness.base, holder)).map(agent => agent.agentId)
  assert.deepEqual(await held('one'), [camera.agentId])
  assert.deepEqual(await held('two'), [])
  harness.clock.advance(leaseMs - 1000)
  assert.deepEqual(await held('one'), [camera.agentId], 'renewed')
  harness.clock.advance(leaseMs - 1000)
  assert.deepEqual(await held('two'), [])
  harness.clock.advance(leaseMs)
  assert.deepEqual(await held('two'), [camera.agentId])
  assert.deepEqual(await held('one'), [])
  await releaseAgents(harness.base, 'two')
  assert.deepEqual(await held('one'), [camera.agentId])
})

test('revoking is for those who may, once, written down, and ends the service of the agent', async () => {
  await assert.rejects(revokeAgent(harness.as(own.viewer.actor), camera.agentId), hasCode('auth.forbidden'))
  await assert.rejects(
    revokeAgent(harness.as(foreign.administrator.actor), camera.agentId),
    hasCode('resource.not-found'),
  )
  assert.equal((await revokeAgent(admin(), camera.agentId)).state, 'revoked')
  await assert.rejects(revokeAgent(admin(), camera.agentId), hasCode('resource.conflict'))
  const entries = await harness.base.db
    .select()
    .from(auditEntries)
    .where(and(eq(auditEntries.organisationId, own.id), eq(auditEntries.action, 'agent.revoked')))
  assert.deepEqual(
    entries.map(entry => [entry.subjectId, entry.actorId]),
    [[camera.agentId, own.administrator.actor.id]],
  )
  assert.deepEqual(await holdAgents(harness.base, 'three'), [])
})
