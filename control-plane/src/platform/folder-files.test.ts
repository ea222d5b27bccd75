import assert from 'node:assert/strict'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type TestContext, test } from 'node:test'
import { type FolderFiles, tightenFolder } from '@nightjar/shared/platform/tighten-folder.ts'
import { folderFiles } from './folder-files.ts'

const modeOf = (path: string): number => statSync(path).mode & 0o777

/** As an older release, a backup or a hand may have left it. */
function openFolder(t: TestContext): string {
  const folder = mkdtempSync(join(tmpdir(), 'nightjar-tighten-'))
  t.after(() => rmSync(folder, { recursive: true, force: true }))
  for (const name of ['db', 'segments']) mkdirSync(join(folder, name), { mode: 0o755 })
  for (const name of ['secrets.json', 'identity.json']) writeFileSync(join(folder, name), 'secret')
  for (const [name, mode] of Object.entries({ '': 0o755, db: 0o777, segments: 0o750 }))
    chmodSync(join(folder, name), mode)
  for (const [name, mode] of Object.entries({ 'secrets.json': 0o644, 'identity.json': 0o660 }))
    chmodSync(join(folder, name), mode)
  return folder
}

test('a folder that others can read is closed, with the folders and files in it', async t => {
  const folder = openFolder(t)
  assert.deepEqual(await tightenFolder(folder, folderFiles), [])
  assert.equal(modeOf(folder), 0o700)
  for (const name of ['db', 'segments']) assert.equal(modeOf(join(folder, name)), 0o700)
  for (const name of ['secrets.json', 'identity.json']) assert.equal(modeOf(join(folder, name)), 0o600)
})

test('one that is not there is not made', async t => {
  const folder = join(openFolder(t), 'new')
  assert.deepEqual(await tightenFolder(folder, folderFiles), [])
  assert.ok(!existsSync(folder))
})

test('a volume that keeps no modes, or refuses to change them, is one sentence with the way out', async t => {
  const folder = openFolder(t)
  const takenButNotKept = async () => undefined
  const refused = () => Promise.reject(Object.assign(new Error('EPERM'), { code: 'EPERM' }))
  const unchangeable: readonly FolderFiles['changeMode'][] = [takenButNotKept, refused]
  for (const changeMode of unchangeable) {
    const [warning, ...more] = await tightenFolder(folder, { ...folderFiles, changeMode })
    assert.match(warning ?? '', /could not be closed.*umask=077/)
    assert.ok(warning?.includes(folder))
    assert.deepEqual(more, [])
  }
})

test('a folder of all users, such as /tmp, is left as it is, and said', async t => {
  const folder = openFolder(t)
  chmodSync(folder, 0o1777)
  assert.match((await tightenFolder(folder, folderFiles))[0] ?? '', /shared with all users.*NIGHTJAR_DATA_DIR/)
  assert.equal(modeOf(folder), 0o777)
})
