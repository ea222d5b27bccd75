import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, describe, it } from 'node:test'
import { systemDisk } from './disk-system.ts'

describe('system disk', () => {
  let folder: string
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'nightjar-disk-'))
  })
  after(() => rmSync(folder, { recursive: true }))

  it('writes many pieces at a place, more than one system call takes', async () => {
    const path = join(folder, 'many')
    const file = await systemDisk.create(path)
    const pieces = Array.from({ length: 3000 }, (_, i) => Uint8Array.of(i & 255, i >> 8))
    await file.writev([Uint8Array.of(1, 2, 3, 4)], 0)
    await file.writev([new Uint8Array(0), ...pieces], 2)
    await file.datasync()
    await file.sync()
    await file.close()
    assert.deepEqual(readFileSync(path), Buffer.concat([Uint8Array.of(1, 2), ...pieces]))
    assert.equal(statSync(path).mode & 0o777, 0o600)
  })

  it('never opens an existing file as new', async () => {
    await (await systemDisk.create(join(folder, 'once'))).close()
    await assert.rejects(systemDisk.create(join(folder, 'once')), { code: 'EEXIST' })
  })

  it('reads as far as the file goes, cuts, renames and removes', async () => {
    const path = join(folder, 'short')
    const file = await systemDisk.create(path)
    await file.writev([Buffer.from('0123456789')], 0)
    await file.close()
    const again = await systemDisk.open(path, 'write')
    await again.truncate(6)
    await again.close()
    const reader = await systemDisk.open(path, 'read')
    const target = Buffer.alloc(10)
    assert.equal(await reader.read(target, 2), 4)
    assert.equal(target.toString('latin1', 0, 4), '2345')
    await reader.close()
    assert.equal(await systemDisk.makeFolder(join(folder, 'sub')), true)
    assert.equal(await systemDisk.makeFolder(join(folder, 'sub')), false)
    await systemDisk.rename(path, join(folder, 'sub', 'moved'))
    await systemDisk.syncFolder(join(folder, 'sub'))
    assert.deepEqual(await systemDisk.readFolder(join(folder, 'sub')), [{ name: 'moved', kind: 'file' }])
    assert.equal(await systemDisk.sizeOf(join(folder, 'sub', 'moved')), 6)
    await systemDisk.unlink(join(folder, 'sub', 'moved'))
    assert.equal(await systemDisk.sizeOf(join(folder, 'sub', 'moved')), null)
    const space = await systemDisk.space(folder)
    assert.ok(space.totalBytes >= space.freeBytes && space.freeBytes > 0)
  })
})
