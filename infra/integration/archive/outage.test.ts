import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { segmentObjectKey } from '@nightjar/control-plane/archive/object-key.ts'
import type { Agent } from '@nightjar/shared/api/agent.ts'
import type { Camera } from '@nightjar/shared/api/camera.ts'
import type { Segment } from '@nightjar/shared/api/recording.ts'
import { type AllInOne, type RigProcess, startAllInOne } from '../../rig/all-in-one.ts'
import type { ApiClient } from '../../rig/api-client.ts'
import { accountOf, segmentsOf, storedCounters, timelineFaults, timelineOf } from '../../rig/recording.ts'
import { skipWithout } from '../../services/binaries.ts'
import { postgresFolders, startPostgres } from '../../services/postgres.ts'
import { type RadosGateway, startRadosgw } from '../../services/radosgw.ts'
import { waitUntil } from '../../services/wait-until.ts'
import { startVirtualCamera } from '../../virtual-camera/virtual-camera.ts'
import { bucketEnvironment, hashesInBucket } from './bucket.ts'

const programs = ['radosgw', 'ceph-mon', 'ceph-osd', 'postgres', 'ffmpeg']
const bucket = 'recordings'
const segmentSeconds = 5
/** How many segments wait before the archive comes back. Raise it for the long run: NIGHTJAR_RIG_BACKLOG=36. */
const backlogSegments = Number(process.env.NIGHTJAR_RIG_BACKLOG ?? 4)
/** Every step may wait for a heartbeat and for a retry that was put off, on a machine that does other things. */
const patienceMs = 240_000 + backlogSegments * segmentSeconds * 2_000

const sha256Of = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
const filesBelow = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))

/** Recording goes on, so a file may have been renamed or removed since it was listed. */
function readIfThere(path: string): Buffer {
  try {
    return readFileSync(path)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0)
    throw error
  }
}

async function backlogOf(api: ApiClient): Promise<Agent['mirrorBacklog']> {
  const { items } = await api.get<{ items: Agent[] }>('/api/v1/agents')
  assert.equal(items.length, 1)
  return items[0]!.mirrorBacklog
}

const isMirrored = (segment: Segment) => segment.where === 'both' || segment.where === 'archive'

/** No keys on site: neither on the agent's disk nor in what its processes were told. */
function assertNoKeys(nightjar: AllInOne, server: RadosGateway, database: string): void {
  const keys = [server.accessKeyId, server.secretAccessKey, database]
  const folder = join(nightjar.dataDir, 'agent')
  const files = filesBelow(folder)
  assert.ok(files.some(path => path.endsWith('index.db')))
  for (const path of files) {
    const content = readIfThere(path)
    for (const key of keys) assert.equal(content.includes(key), false, `${path} holds a key`)
  }
  const toldTo = (name: RigProcess) => {
    const pid = nightjar.find(name)
    assert.ok(pid !== null, `${name} runs`)
    return readFileSync(`/proc/${pid}/environ`, 'utf8')
  }
  for (const key of keys) assert.ok(toldTo('control').includes(key), 'a key would be seen')
  for (const name of ['agent', 'recorder', 'relay'] as const) {
    const environment = toldTo(name)
    assert.ok(environment.length > 0)
    for (const key of keys) assert.equal(environment.includes(key), false, `${name} was told a key`)
    assert.doesNotMatch(environment, /NIGHTJAR_S3_|DATABASE_URL|SECRET_KEY|SETUP_TOKEN/)
  }
  for (const [name, text] of Object.entries(nightjar.logs()))
    assert.equal(text.includes(server.secretAccessKey), false, `${name} logged the key`)
}

test('recording goes on while the archive is down; all of it is there afterwards, byte for byte', {
  skip: skipWithout(programs, postgresFolders()),
  timeout: 3 * patienceMs + 600_000,
}, async t => {
  const since = new Date()
  const server = await startRadosgw()
  t.after(() => server.stop())
  const database = await startPostgres()
  t.after(() => database.stop())
  const source = await startVirtualCamera({
    cameras: ['yard'],
    main: { width: 640, height: 360, framesPerSecond: 10, bitsPerSecond: 400_000 },
  })
  t.after(() => source.close())
  const nightjar = await startAllInOne({ ...bucketEnvironment(server, bucket), DATABASE_URL: database.url })
  t.after(() => nightjar.remove())
  const api = await nightjar.signIn()
  const recording = { mode: 'continuous', segmentSeconds, retentionDays: 1 }
  const { id } = await api.post<Camera>('/api/v1/cameras', { name: 'Yard', url: source.cameras[0]!.main, recording })
  const all = () => segmentsOf(api, id, since, new Date())
  await waitUntil('the first segment in the archive', patienceMs, async () => (await all()).some(isMirrored))

  await server.gatewayDown()
  const downAt = Date.now()
  const begunSince = async (ms: number) => (await all()).filter(({ manifest }) => manifest.wallStartMs > ms)
  let peak = { segments: 0, bytes: 0 }
  await waitUntil('a backlog that can be seen', patienceMs, async () => {
    const backlog = await backlogOf(api)
    if (backlog.segments > peak.segments) peak = backlog
    return backlog.segments >= backlogSegments && backlog.oldest !== null
  })
  const during = await begunSince(downAt)
  assert.ok(during.length >= backlogSegments - 1, 'recorded while the archive was down')
  for (const { manifest, where, mediaUrl } of during) {
    assert.equal(where, 'site')
    assert.equal(sha256Of(await api.bytes(mediaUrl)), manifest.mediaHash, 'can be watched meanwhile')
  }
  await sleep(segmentSeconds * 1000)
  const backlog = await backlogOf(api)
  if (backlog.segments > peak.segments) peak = backlog

  await server.gatewayUp()
  const upAt = Date.now()
  await waitUntil('an empty backlog', patienceMs, async () => {
    const late = (await all()).filter(({ manifest }) => manifest.wallStartMs < upAt)
    // Live recording goes on, so one that was just closed may always be on its way.
    return late.every(isMirrored) && (await backlogOf(api)).segments <= 1
  })
  const drainedMs = Date.now() - upAt

  const segments = (await all()).filter(isMirrored)
  const inBucket = await hashesInBucket(server, bucket)
  const { items: agents } = await api.get<{ items: Agent[] }>('/api/v1/agents')
  let bytes = 0
  for (const { manifest, mediaUrl } of segments) {
    const key = [...inBucket.keys()].find(each => each.endsWith(`/${manifest.segmentId}.mp4`)) ?? 'missing'
    const [organisationId = ''] = key.split('/')
    assert.equal(key, segmentObjectKey({ ...manifest, organisationId, agentId: agents[0]!.id }))
    const local = readFileSync(join(nightjar.dataDir, 'agent', 'segments', id, `${manifest.segmentId}.mp4`))
    assert.equal(sha256Of(local), manifest.mediaHash, `at the site: ${manifest.segmentId}`)
    assert.equal(inBucket.get(key), manifest.mediaHash, `in the bucket: ${manifest.segmentId}`)
    assert.equal(sha256Of(await api.bytes(mediaUrl)), manifest.mediaHash, `through the api: ${manifest.segmentId}`)
    bytes += local.byteLength
  }
  assert.deepEqual(
    [...inBucket.keys()].filter(key => !/^[0-9a-f-]{36}(\/[0-9a-f-]+){3}\/[0-9a-f-]{36}\.mp4$/.test(key)),
    [],
    'nothing else is in the bucket',
  )
  assert.deepEqual(timelineFaults(await timelineOf(api, id, since, new Date())), [])
  const pictures = accountOf(await storedCounters(api, segments))
  assert.deepEqual([pictures.lost, pictures.doubled, pictures.reordered, pictures.unreadable], [0, 0, 0, 0])
  assertNoKeys(nightjar, server, database.url)

  t.diagnostic(
    `archive down ${((upAt - downAt) / 1000).toFixed(1)} s: backlog peak ${peak.segments} segments, ${peak.bytes} bytes; ` +
      `drained in ${(drainedMs / 1000).toFixed(1)} s; ${segments.length} segments, ${bytes} bytes in the bucket as at the site; ` +
      `lost: 0 bytes, ${pictures.lost} of ${pictures.delivered} pictures`,
  )
})
