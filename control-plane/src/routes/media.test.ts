import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { after, before, beforeEach, describe, it } from 'node:test'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { ChainRecord } from '@nightjar/shared/records/chain.ts'
import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import { and, eq } from 'drizzle-orm'
import type { WebSocket } from 'ws'
import { auditEntries } from '../db/schema/audit-entries.ts'
import { applyRecords } from '../services/recording/apply-records.ts'
import { completeUpload } from '../services/upload/complete-upload.ts'
import { type MediaRig, openMediaRig } from '../testing/media-rig.ts'
import { type MintedOrganisation, mintOrganisation, mintUser } from '../testing/mint.ts'
import { type MintedCamera, mintCamera, reportStatus } from '../testing/mint-camera.ts'
import { type CarryOut, startTestAgent } from '../testing/test-agent.ts'

describe('media of a segment', () => {
  let rig: MediaRig
  let own: MintedOrganisation
  let camera: MintedCamera
  let agent: Awaited<ReturnType<typeof startTestAgent>>
  let manifest: SegmentManifest
  let wallStartMs: number
  let carryOut: CarryOut
  const bytes = randomBytes(700_001)
  const sha256 = createHash('sha256').update(bytes).digest('hex')

  before(async () => {
    rig = await openMediaRig()
    wallStartMs = rig.harness.clock.wallMs() - 3_600_000
    own = await mintOrganisation(rig.harness.base)
    camera = await mintCamera(rig.harness.base, own)
    agent = await startTestAgent(rig, camera, (body, dial) => carryOut(body, dial))
  })
  after(async () => {
    await agent?.stop()
    await rig?.close()
  })
  beforeEach(async () => {
    carryOut = sendAll
    await reportStatus(rig.harness.base, camera, { online: true, openSegmentStartMs: null })
    wallStartMs += 10_000
    const times: [number, number] = [wallStartMs, wallStartMs + 10_000]
    const [segment, entry] = camera.chain.recorded(...times, { mediaHash: sha256, byteLength: bytes.byteLength })
    manifest = segment
    await apply(segment, entry)
  })

  const sendAll: CarryOut = async (body, dial) => {
    assert.ok(body.verb === 'segment.send')
    const socket = await dial(body.publishTicket)
    for (let at = body.offset; at < body.offset + body.length; at += 65_536)
      socket.send(bytes.subarray(at, Math.min(at + 65_536, body.offset + body.length)))
    socket.close(1000)
  }
  const apply = async (...records: ChainRecord[]) => {
    const payload = { id: rig.harness.base.ids.next(), cameraId: camera.cameraId, records }
    assert.equal(await applyRecords(rig.harness.as(camera.actor), payload), 'applied')
  }
  const objectKey = () =>
    `${own.id}/${camera.agentId}/${camera.cameraId}/${new Date(manifest.wallStartMs).toISOString().slice(0, 10)}/${manifest.segmentId}.mp4`
  const mirror = async () => {
    const { archive } = rig.harness.parts
    const key = objectKey()
    const grant = { byteLength: bytes.byteLength, sha256, md5: null, contentType: 'video/mp4', expiresInSeconds: 60 }
    const { url, headers } = await archive.presignPut({ key, ...grant })
    assert.equal((await fetch(new URL(url, rig.url), { method: 'PUT', body: bytes, headers })).status, 200)
    await completeUpload(rig.harness.as(camera.actor), archive, manifest.segmentId)
  }
  const ask = (query = '', init: RequestInit & { cookie?: string } = {}) =>
    fetch(`${rig.url}/api/v1/segments/${manifest.segmentId}/media${query}`, {
      redirect: 'manual',
      ...init,
      headers: { cookie: init.cookie ?? own.viewer.cookie, ...init.headers },
    })
  const playlist = async (query: string) => {
    const [from, to] = [manifest.wallStartMs, manifest.wallEndMs].map(ms => new Date(ms).toISOString())
    const path = `/api/v1/cameras/${camera.cameraId}/playlist.m3u8?from=${from}&to=${to}${query}`
    return (await fetch(`${rig.url}${path}`, { headers: { cookie: own.viewer.cookie } })).text()
  }
  const codeOf = async (reply: Response) => [reply.status, ((await reply.json()) as { code: string }).code]
  const digestOf = async (reply: Response) =>
    createHash('sha256')
      .update(new Uint8Array(await reply.arrayBuffer()))
      .digest('hex')

  it('comes from the site whole, and no cache may keep it', async () => {
    const reply = await ask()
    assert.equal(reply.status, 200)
    assert.equal(reply.headers.get('content-length'), String(bytes.byteLength))
    assert.equal(reply.headers.get('content-type'), 'video/mp4')
    assert.equal(reply.headers.get('accept-ranges'), 'bytes')
    assert.equal(reply.headers.get('cache-control'), 'private, no-store')
    assert.equal(reply.headers.get('cross-origin-resource-policy'), 'same-origin')
    assert.equal(await digestOf(reply), sha256)
  })

  it('comes from the site in parts, and only the part crosses the uplink', async () => {
    const before = agent.bodies.length
    const reply = await ask('', { headers: { range: 'bytes=100-199' } })
    assert.equal(reply.status, 206)
    assert.equal(reply.headers.get('content-range'), `bytes 100-199/${bytes.byteLength}`)
    assert.deepEqual(Buffer.from(await reply.arrayBuffer()), bytes.subarray(100, 200))
    const [command] = agent.bodies.slice(before)
    assert.ok(command?.verb === 'segment.send')
    assert.deepEqual([command.offset, command.length], [100, 100])
  })

  it('asks nothing of the site for HEAD and for a range behind the end', async () => {
    const before = agent.bodies.length
    const head = await ask('', { method: 'HEAD' })
    assert.deepEqual([head.status, head.headers.get('content-length')], [200, String(bytes.byteLength)])
    const behind = await ask('', { headers: { range: `bytes=${bytes.byteLength}-` } })
    assert.equal(behind.status, 416)
    assert.equal(behind.headers.get('content-range'), `bytes */${bytes.byteLength}`)
    assert.equal(agent.bodies.length, before)
  })

  it('is a redirect of one minute once it is in the archive, also while the site is offline', async () => {
    await mirror()
    await reportStatus(rig.harness.base, camera, { online: false, openSegmentStartMs: null })
    const reply = await ask()
    assert.equal(reply.status, 302)
    assert.equal(reply.headers.get('cache-control'), 'private, no-store')
    const location = new URL(reply.headers.get('location')!, rig.url)
    assert.ok(Number(location.searchParams.get('expires')) <= rig.harness.clock.wallMs() + 60_000)
    assert.equal(await digestOf(await fetch(location)), sha256)
    const part = await fetch(location, { headers: { range: 'bytes=-5' } })
    assert.deepEqual(Buffer.from(await part.arrayBuffer()), bytes.subarray(-5))
    assert.deepEqual(await codeOf(await ask('?source=site')), [503, 'media.not-here'])
    await reportStatus(rig.harness.base, camera, { online: true, openSegmentStartMs: null })
    assert.equal(await digestOf(await ask('?source=site')), sha256)
  })

  it('comes from the site where the archive has lost it, as long as the site has it', async () => {
    await mirror()
    await rig.harness.parts.archive.remove([objectKey()])
    assert.equal(await digestOf(await ask()), sha256)
    assert.equal((await ask('?source=archive')).status, 302)
    await reportStatus(rig.harness.base, camera, { online: false, openSegmentStartMs: null })
    assert.equal((await ask()).status, 302)
  })

  it('comes through us for a page that the archive’s server would not let in, and for nobody else', async t => {
    await mirror()
    const { archive } = rig.harness.parts
    t.mock.method(archive, 'redirectsBrowsers', async (pages: readonly string[]) => pages.length === 0)
    const page = { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }
    const whole = await ask('', { headers: page })
    assert.equal(whole.status, 200)
    assert.equal(whole.headers.get('cache-control'), 'private, no-store')
    assert.equal(whole.headers.get('cross-origin-resource-policy'), 'same-origin')
    assert.equal(await digestOf(whole), sha256)
    const part = await ask('', { headers: { ...page, range: 'bytes=100-199' } })
    assert.deepEqual([part.status, part.headers.get('content-range')], [206, `bytes 100-199/${bytes.byteLength}`])
    assert.deepEqual(Buffer.from(await part.arrayBuffer()), bytes.subarray(100, 200))
    const head = await ask('', { method: 'HEAD', headers: page })
    assert.deepEqual([head.status, head.headers.get('content-length')], [200, String(bytes.byteLength)])
    assert.equal((await ask()).status, 302)
    // Not by fetch, which says itself what it does.
    const saved = await rig.harness.request('GET', `/api/v1/segments/${manifest.segmentId}/media?download=1`, {
      cookie: own.viewer.cookie,
      headers: { ...page, 'sec-fetch-mode': 'navigate' },
    })
    assert.equal(saved.status, 302)
  })

  it('says why there is nothing to play', async () => {
    assert.deepEqual(await codeOf(await ask('?source=archive')), [404, 'resource.not-found'])
    await reportStatus(rig.harness.base, camera, { online: false, openSegmentStartMs: null })
    assert.deepEqual(await codeOf(await ask()), [503, 'media.not-here'])
    await apply(...camera.chain.evicted(manifest))
    const reply = await ask()
    assert.equal(reply.status, 404)
    const { code, detail } = (await reply.json()) as { code: string; detail: string }
    assert.equal(code, 'media.gone')
    assert.match(detail, /offline: ask again when it is back/)
  })

  it('is asked of the site though it was said to be deleted, and is gone when the site itself says so', async () => {
    await apply(...camera.chain.evicted(manifest))
    assert.equal(await digestOf(await ask()), sha256)
    const listed = await playlist('')
    assert.doesNotMatch(listed, new RegExp(manifest.segmentId))
    const path = new RegExp(`^/api/v1/segments/${manifest.segmentId}/init\\.mp4$`)
    const [init] = [...(await playlist('&deleted=ask')).matchAll(/URI="([^"]+)"/g)].map(found => found[1]!)
    assert.match(init!, path)
    assert.equal((await fetch(`${rig.url}${init}`, { headers: { cookie: own.viewer.cookie } })).status, 200)
    carryOut = () => Promise.reject(Object.assign(new Error('no file'), { code: 'media.gone' }))
    assert.deepEqual(await codeOf(await ask()), [404, 'media.gone'])
  })

  it('is asked of the site where the archive has lost what is said to be deleted', async t => {
    await mirror()
    await apply(...camera.chain.evicted(manifest))
    await rig.harness.parts.archive.remove([objectKey()])
    assert.equal(await digestOf(await ask()), sha256)
    const { archive } = rig.harness.parts
    t.mock.method(archive, 'head', () => Promise.reject(new AppError('archive.unavailable')))
    assert.equal((await ask()).status, 302, 'an archive that cannot be reached has lost nothing')
  })

  it('is asked of the site at its owner’s wish, deleted or not, and comes from the archive otherwise', async () => {
    await mirror()
    await apply(...camera.chain.evicted(manifest))
    assert.equal((await ask()).status, 302)
    assert.equal(await digestOf(await ask('?source=site')), sha256)
  })

  it('opens to nobody without a session and to no other organisation (R27, R48)', async () => {
    const other = await mintOrganisation(rig.harness.base)
    assert.equal((await ask('', { cookie: '' })).status, 401)
    assert.deepEqual(await codeOf(await ask('', { cookie: other.administrator.cookie })), [404, 'resource.not-found'])
  })

  it('writes down once an hour that somebody watched, not once for every part', async () => {
    const { base } = rig.harness
    const viewer = await mintUser(base, own.id, 'viewer')
    const watch = async (range: string) => (await ask('', { cookie: viewer.cookie, headers: { range } })).arrayBuffer()
    const viewings = () =>
      base.db
        .select({ kind: auditEntries.subjectKind, id: auditEntries.subjectId })
        .from(auditEntries)
        .where(and(eq(auditEntries.action, 'recording.viewed'), eq(auditEntries.actorId, viewer.actor.id)))
    for (const range of ['bytes=0-9', 'bytes=10-19', 'bytes=20-29']) await watch(range)
    assert.deepEqual(await viewings(), [{ kind: 'camera', id: camera.cameraId }])
    await rig.advance(3_600_001)
    await watch('bytes=0-9')
    assert.equal((await viewings()).length, 2)
  })

  it('writes down nothing of what nobody could see', async () => {
    const { base } = rig.harness
    const viewer = await mintUser(base, own.id, 'viewer')
    const viewings = () =>
      base.db.$count(
        auditEntries,
        and(eq(auditEntries.action, 'recording.viewed'), eq(auditEntries.actorId, viewer.actor.id)),
      )
    await apply(...camera.chain.evicted(manifest))
    carryOut = () => Promise.reject(Object.assign(new Error('no file'), { code: 'media.gone' }))
    assert.deepEqual(await codeOf(await ask('', { cookie: viewer.cookie })), [404, 'media.gone'])
    assert.equal((await ask('', { method: 'HEAD', cookie: viewer.cookie })).status, 200)
    assert.equal(await viewings(), 0)
    carryOut = sendAll
    assert.equal(await digestOf(await ask('', { cookie: viewer.cookie })), sha256)
    assert.equal(await viewings(), 1)
  })

  it('is written down before an address in the archive is given out', async () => {
    const viewer = await mintUser(rig.harness.base, own.id, 'viewer')
    await mirror()
    assert.equal((await ask('', { cookie: viewer.cookie })).status, 302)
    const seen = and(eq(auditEntries.action, 'recording.viewed'), eq(auditEntries.actorId, viewer.actor.id))
    assert.equal(await rig.harness.base.db.$count(auditEntries, seen), 1)
  })

  it('breaks where the site sends too little, and never looks whole', async () => {
    carryOut = async (body, dial) => {
      assert.ok(body.verb === 'segment.send')
      const socket = await dial(body.publishTicket)
      socket.send(bytes.subarray(0, 1000))
      socket.close(1000)
    }
    await assert.rejects(ask().then(reply => reply.arrayBuffer()))
  })

  it('passes on at once what the agent says against it', async () => {
    carryOut = () => Promise.reject(Object.assign(new Error('no file'), { code: 'media.gone' }))
    assert.deepEqual(await codeOf(await ask()), [404, 'media.gone'])
  })

  it('stops the agent’s sending when the viewer leaves', async () => {
    let socket: WebSocket | undefined
    const closed = new Promise<void>(resolve => {
      carryOut = async (body, dial) => {
        assert.ok(body.verb === 'segment.send')
        socket = await dial(body.publishTicket)
        socket.once('close', () => resolve())
        socket.send(bytes.subarray(0, 1000))
      }
    })
    const leaving = new AbortController()
    const reply = await ask('', { signal: leaving.signal })
    await reply.body!.getReader().read()
    leaving.abort()
    await closed
  })
})
