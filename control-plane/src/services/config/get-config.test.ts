import assert from 'node:assert/strict'
import { after, before, describe, it } from 'node:test'
import { protocolVersion } from '@nightjar/shared/protocol/version.ts'
import { eq } from 'drizzle-orm'
import { agents } from '../../db/schema/agents.ts'
import { cameras } from '../../db/schema/cameras.ts'
import { type Harness, openHarness } from '../../testing/harness.ts'
import { mintOrganisation } from '../../testing/mint.ts'
import { type MintedCamera, mintCamera } from '../../testing/mint-camera.ts'
import { getConfig } from './get-config.ts'

describe('the configuration of the agent that asks', () => {
  let harness: Harness
  let camera: MintedCamera
  let transactions = 0

  before(async () => {
    harness = await openHarness()
    camera = await mintCamera(harness.base, await mintOrganisation(harness.base))
  })
  after(() => harness.close())

  /** As it is answered, and how many transactions that took. */
  async function ask(protocol?: number) {
    const context = harness.as(camera.actor)
    const db = new Proxy(context.db, {
      get(target, name) {
        if (name === 'transaction') transactions++
        const member = Reflect.get(target, name) as unknown
        return typeof member === 'function' ? member.bind(target) : member
      },
    })
    transactions = 0
    const { document } = await getConfig({ ...context, db }, protocol === undefined ? undefined : String(protocol))
    return [document.config.version, transactions]
  }
  const stated = async () => {
    const [row] = await harness.base.db.select().from(agents).where(eq(agents.id, camera.agentId))
    return row?.statedProtocol
  }

  it('is signed where it is another than the last one, and otherwise only looked at', async () => {
    await assert.rejects(ask(), { code: 'resource.not-found' })
    assert.deepEqual(await ask(1), [1, 1])
    assert.deepEqual(await ask(1), [1, 0], 'no transaction, no lock')
    assert.deepEqual(await ask(), [1, 0])
    assert.deepEqual(await ask(protocolVersion), [2, 1], 'sections that it was not sent before')
    assert.deepEqual(await ask(protocolVersion), [2, 0])
    assert.deepEqual(await ask(1), [3, 1], 'an older agent is sent less')
    assert.equal((await stated())! > 1, true, 'what it stated once is not taken back')
    assert.deepEqual(await ask(protocolVersion), [4, 1])
    await harness.base.db.update(cameras).set({ name: 'gate' }).where(eq(cameras.id, camera.cameraId))
    assert.deepEqual(await ask(protocolVersion), [5, 1])
    assert.deepEqual(await ask(protocolVersion), [5, 0])
  })

  it('notes what the agent states, also where its configuration stays as it is', async () => {
    const { db } = harness.base
    await db.update(agents).set({ statedProtocol: null }).where(eq(agents.id, camera.agentId))
    assert.deepEqual(await ask(protocolVersion), [5, 1])
    assert.ok(await stated())
    assert.deepEqual(await ask(protocolVersion), [5, 0])
  })
})
