import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { closeSync, copyFileSync, existsSync, openSync, readdirSync, rmSync, statSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import type { Camera } from '@nightjar/shared/api/camera.ts'
import { auditCamera } from '../../rig/agent-index.ts'
import { startAllInOne } from '../../rig/all-in-one.ts'
import type { ApiClient } from '../../rig/api-client.ts'
import { segmentsOf, timelineFaults, timelineOf } from '../../rig/recording.ts'
import { skipWithout } from '../../services/binaries.ts'
import { waitUntil } from '../../services/wait-until.ts'
import { startVirtualCamera } from '../../virtual-camera/virtual-camera.ts'

const segmentSeconds = 5
const patienceMs = 120_000

interface Chain {
  readonly state: string
  readonly reason: string | null
  readonly seams: readonly { readonly why: string }[]
}

/** Overwrites all but the first page, as a bad disk does; in the log too, which has newer pages. */
function damage(path: string): void {
  for (const name of [path, `${path}-wal`]) {
    if (!existsSync(name)) continue
    const file = openSync(name, 'r+')
    const bad = Buffer.alloc(Math.max(0, statSync(name).size - 4096), 0xa5)
    writeSync(file, bad, 0, bad.length, 4096)
    closeSync(file)
  }
}

const removeIndex = (agentDir: string) => {
  for (const name of readdirSync(agentDir)) if (/^index\.db(-wal|-shm)?$/.test(name)) rmSync(join(agentDir, name))
}

const chainOf = (api: ApiClient, cameraId: string) => api.get<Chain>(`/api/v1/cameras/${cameraId}/chain`)

test('an index that is damaged, deleted and set back: recordings keep their records, time is covered, seams show', {
  skip: skipWithout(['ffmpeg']),
  timeout: 600_000,
}, async t => {
  const since = new Date()
  const source = await startVirtualCamera({
    main: { width: 320, height: 180, framesPerSecond: 15, bitsPerSecond: 200_000 },
  })
  t.after(() => source.close())
  const nightjar = await startAllInOne()
  t.after(() => nightjar.remove())
  const agentDir = join(nightjar.dataDir, 'agent')
  let api = await nightjar.signIn()
  const recording = { mode: 'continuous', segmentSeconds, retentionDays: 1 }
  const [first] = source.cameras
  const { id } = await api.post<Camera>('/api/v1/cameras', { name: 'yard', url: first!.main, recording })

  const recorded = async (from: Date, least: number) => {
    await waitUntil(`${least} segments`, patienceMs, async () => {
      return (await segmentsOf(api, id, from, new Date())).length >= least
    })
  }
  const again = async (meanwhile: () => void) => {
    await nightjar.kill9()
    meanwhile()
    await nightjar.start()
    api = await nightjar.signIn()
  }
  /** All that is listed can still be fetched, byte for byte, and the timeline has no hole. */
  const allIsThere = async (before: ReadonlyMap<string, string>) => {
    const segments = await segmentsOf(api, id, since, new Date())
    const found = new Map(segments.map(({ manifest }) => [manifest.segmentId, manifest.mediaHash]))
    for (const [segmentId, hash] of before) assert.equal(found.get(segmentId), hash, segmentId)
    for (const { manifest, mediaUrl } of segments) {
      const hash = createHash('sha256').update(await api.bytes(mediaUrl))
      assert.equal(hash.digest('hex'), manifest.mediaHash, manifest.segmentId)
    }
    assert.deepEqual(timelineFaults(await timelineOf(api, id, since, new Date())), [])
    return found
  }
  const restored = (ids: ReadonlyMap<string, string>) =>
    waitUntil('the index to know all recordings again', patienceMs, () => {
      const known = new Set(auditCamera(agentDir, id).segmentIds)
      return [...ids.keys()].every(segmentId => known.has(segmentId))
    })

  await recorded(since, 3)
  let known = await allIsThere(new Map())
  const older = join(nightjar.dataDir, 'older.db')
  for (const [which, lose] of [
    ['damaged', () => damage(join(agentDir, 'index.db'))],
    ['deleted', () => removeIndex(agentDir)],
  ] as const) {
    await again(lose)
    const restarted = new Date()
    await recorded(restarted, 2)
    known = await allIsThere(known)
    await restored(known)
    const { state, seams } = await chainOf(api, id)
    assert.equal(state, 'open', which)
    assert.equal(seams.at(-1)?.why, 'index-damaged', which)
  }
  assert.equal((await chainOf(api, id)).seams.length, 2)

  const copyIndex = (from: string, to: string) => {
    for (const suffix of ['', '-wal']) if (existsSync(from + suffix)) copyFileSync(from + suffix, to + suffix)
  }
  await again(() => copyIndex(join(agentDir, 'index.db'), older))
  await recorded(new Date(), 3)
  known = await allIsThere(known)
  await again(() => {
    removeIndex(agentDir)
    copyIndex(older, join(agentDir, 'index.db'))
  })
  const setBack = new Date()
  await waitUntil('the chain to be looked at', patienceMs, async () => {
    const { state, seams } = await chainOf(api, id)
    return state !== 'open' || seams.length > 2
  })
  // What was recorded since the copy forks what the control plane has of that time, or is less: a person is asked, or not.
  if ((await chainOf(api, id)).state === 'frozen') await api.post(`/api/v1/cameras/${id}/chain/begin-anew`, {})
  await recorded(setBack, 2)
  known = await allIsThere(known)
  await restored(known)
  const { state, seams } = await chainOf(api, id)
  assert.equal(state, 'open')
  assert.match(seams.at(-1)?.why ?? '', /^(set-back|refused)$/)
  t.diagnostic(`seams: ${seams.map(({ why }) => why).join(', ')}; ${known.size} segments`)
})
