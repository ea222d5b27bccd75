import assert from 'node:assert/strict'
import { after, before, beforeEach, describe, it } from 'node:test'
import { liveTicketSchema } from '@nightjar/shared/api/live.ts'
import { eq } from 'drizzle-orm'
import { liveTickets } from '../db/schema/live-tickets.ts'
import { type MediaRig, openMediaRig } from '../testing/media-rig.ts'
import { type MintedOrganisation, type MintedUser, mintOrganisation, mintUser } from '../testing/mint.ts'
import { type MintedCamera, mintCamera, reportStatus } from '../testing/mint-camera.ts'

describe('tickets for live pictures', () => {
  let rig: MediaRig
  let own: MintedOrganisation
  let camera: MintedCamera
  let viewer: MintedUser

  before(async () => {
    rig = await openMediaRig()
    own = await mintOrganisation(rig.harness.base)
  })
  after(() => rig?.close())
  beforeEach(async () => {
    camera = await mintCamera(rig.harness.base, own)
    viewer = await mintUser(rig.harness.base, own.id, 'viewer')
    await reportStatus(rig.harness.base, camera, { online: true, openSegmentStartMs: null })
  })

  const ask = (cookie = viewer.cookie) =>
    fetch(`${rig.url}/api/v1/live/tickets`, {
      method: 'POST',
      headers: { cookie, origin: rig.url, 'content-type': 'application/json' },
      body: JSON.stringify({ cameraId: camera.cameraId }),
    })
  const codeOf = async (reply: Response) => [reply.status, ((await reply.json()) as { code: string }).code]

  it('keep nothing in the database that could be used by whoever reads it', async () => {
    const reply = await ask()
    assert.equal(reply.status, 201)
    const { ticket } = liveTicketSchema.parse(await reply.json())
    const rows = await rig.harness.base.db.select().from(liveTickets).where(eq(liveTickets.userId, viewer.actor.id))
    assert.equal(rows.length, 1)
    assert.ok(!JSON.stringify(rows).includes(ticket))
    assert.ok(!rig.harness.logLines.some(line => line.includes(ticket)))
  })

  it('are refused in words where the agent is offline, and to strangers', async () => {
    const other = await mintOrganisation(rig.harness.base)
    assert.deepEqual(await codeOf(await ask(other.administrator.cookie)), [404, 'resource.not-found'])
    assert.equal((await ask('')).status, 401)
    await reportStatus(rig.harness.base, camera, { online: false, openSegmentStartMs: null })
    assert.deepEqual(await codeOf(await ask()), [503, 'agent.offline'])
  })

  it('are asked for by one session 64 times at most without being watched, at once or in a row', async () => {
    const statuses = await Promise.all(Array.from({ length: 70 }, async () => (await ask()).status))
    assert.deepEqual(
      [201, 429].map(status => statuses.filter(each => each === status).length),
      [64, 6],
    )
    const refused = await ask()
    assert.ok(Number(refused.headers.get('retry-after')) > 0)
    assert.deepEqual(await codeOf(refused), [429, 'auth.rate-limited'])
    const other = await mintUser(rig.harness.base, own.id, 'viewer')
    assert.equal((await ask(other.cookie)).status, 201)
    await rig.advance(30_000)
    assert.equal((await ask()).status, 201)
  })
})
