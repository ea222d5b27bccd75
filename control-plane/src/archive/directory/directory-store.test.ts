import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { errorKinds } from '@nightjar/shared/errors/kinds.ts'
import fc from 'fast-check'
import { v7 } from 'uuid'
import { type BlobFiles, nodeBlobFiles } from '../../platform/blob-files.ts'
import { describeStore, isError } from '../testing/store-contract.ts'
import { DirectoryStore } from './directory-store.ts'
import { serveObject } from './serve-object.ts'

const origin = 'http://nightjar.test'

/** As the app does: the error's kind is the status. */
async function serve(store: DirectoryStore, url: string, init?: RequestInit): Promise<Response> {
  try {
    const request = new Request(new URL(url, origin), { ...init, duplex: 'half' } as RequestInit)
    return await serveObject(store, request, request.url.slice(origin.length))
  } catch (error) {
    if (error instanceof AppError) return new Response(null, { status: errorKinds[error.kind] })
    throw error
  }
}

async function openStore(files: BlobFiles = nodeBlobFiles, freeFloorBytes = 0) {
  const folder = await mkdtemp(join(tmpdir(), 'nightjar-archive-'))
  const clock = { nowMs: 1_800_000_000_000 }
  const store = new DirectoryStore({
    folder,
    signingKey: randomBytes(32),
    freeFloorBytes,
    files,
    nowMs: () => clock.nowMs,
    newId: v7,
  })
  return { folder, clock, store, close: () => rm(folder, { recursive: true }) }
}

describeStore('directory', async () => {
  const { store, close } = await openStore()
  return { store, close, http: (url, init) => serve(store, url, init) }
})

describe('directory store', () => {
  let opened: Awaited<ReturnType<typeof openStore>>
  before(async () => {
    opened = await openStore()
    await opened.store.probe()
  })
  after(() => opened.close())

  const bytes = randomBytes(1000)
  const put = (key: string) => ({
    key,
    byteLength: 1000,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    md5: null,
    contentType: 'video/mp4',
    expiresInSeconds: 60,
  })

  it('opens nothing after the address has expired', async () => {
    const { store, clock } = opened
    const upload = await store.presignPut(put('a/late.mp4'))
    const read = await store.presignGet({
      key: 'a/x.mp4',
      contentType: 'video/mp4',
      expiresInSeconds: 60,
      downloadAs: null,
    })
    clock.nowMs += 60_000
    assert.equal((await serve(store, upload.url, { method: 'PUT', body: bytes, headers: upload.headers })).status, 403)
    assert.equal((await serve(store, read)).status, 403)
  })

  it('leaves no temporary file behind when the sender breaks off', async () => {
    const { store, folder } = opened
    const broken = new ReadableStream<Uint8Array>({
      pull(controller) {
        controller.enqueue(bytes.subarray(0, 10))
        controller.error(new Error('connection reset'))
      },
    })
    await assert.rejects(store.receive('a/broken.mp4', broken, put('a/broken.mp4')))
    assert.deepEqual(await readdir(join(folder, '.incoming')), [])
    assert.equal(await store.head('a/broken.mp4'), null)
  })

  it('clears away at start what an earlier process was receiving', async () => {
    const { store, folder } = opened
    await writeFile(join(folder, '.incoming', 'half'), 'half')
    await store.probe()
    assert.deepEqual(await readdir(join(folder, '.incoming')), [])
  })

  it('accepts no key that could name a file outside, hidden, or its own temporary ones', async () => {
    const { store } = opened
    for (const key of ['../x', 'a/../../x', '/etc/passwd', '.incoming/x', 'a//b', 'a/.b', 'a\\b', 'a/b\0', '', 'a/'])
      await assert.rejects(store.head(key), isError('resource.not-found'), key)
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: 'binary', maxLength: 40 }), async path => {
        const url = new URL(
          `/archive/${encodeURI(path.toWellFormed())}?expires=9e15&type=video/mp4&signature=AAAA`,
          origin,
        )
        assert.equal((await serve(store, url.href)).status, 403)
      }),
    )
  })

  it('says in words that the disk is full, and keeps nothing', async () => {
    const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' })
    const files: BlobFiles = {
      ...nodeBlobFiles,
      create: async path => ({ ...(await nodeBlobFiles.create(path)), write: () => Promise.reject(full) }),
    }
    const onFullDisk = await openStore(files)
    try {
      await onFullDisk.store.probe()
      const body = new Response(bytes).body!
      await assert.rejects(onFullDisk.store.receive('a/b.mp4', body, put('a/b.mp4')), (error: AppError) => {
        assert.equal(error.code, 'archive.unavailable')
        assert.match(error.publicMessage, /full/)
        return true
      })
      assert.deepEqual(await readdir(join(onFullDisk.folder, '.incoming')), [])
    } finally {
      await onFullDisk.close()
    }
  })

  it('takes nothing that would leave too little of the disk free, neither a promise nor bytes, and says so', async () => {
    let free = 100_000
    const low = await openStore({ ...nodeBlobFiles, freeBytes: async () => free }, 50_000)
    try {
      const upload = await low.store.presignPut(put('a/b.mp4'))
      assert.equal(await low.store.notice(), null)
      free = 50_999
      await assert.rejects(low.store.presignPut(put('a/c.mp4')), (error: AppError) => {
        assert.equal(error.code, 'archive.unavailable')
        assert.match(error.publicMessage, /nearly full.*NIGHTJAR_ARCHIVE_MIN_FREE_MIB/)
        assert.ok(error.retryAfterSeconds)
        return true
      })
      const send = () => serve(low.store, upload.url, { method: 'PUT', body: bytes, headers: upload.headers })
      assert.equal((await send()).status, 503, 'an address from before is no way around')
      free = 49_999
      assert.match((await low.store.notice()) ?? '', /nearly full/)
      free = 100_000
      assert.equal((await send()).status, 200)
    } finally {
      await low.close()
    }
  })

  it('knows how much is free where it writes', async () => {
    const free = await nodeBlobFiles.freeBytes(opened.folder)
    assert.ok(Number.isSafeInteger(free) && free > 0)
  })

  it('does not make its folder again when the disk under it has gone', async () => {
    const gone = await openStore()
    await gone.store.probe()
    await gone.close()
    const body = () => new Response(bytes).body!
    await assert.rejects(gone.store.receive('a/b.mp4', body(), put('a/b.mp4')), isError('archive.unavailable'))
    assert.equal(await gone.store.head('a/b.mp4'), null)
  })

  it('does not take a folder for an object', async () => {
    await mkdir(join(opened.folder, 'folder'))
    assert.equal(await opened.store.head('folder'), null)
  })
})
