import assert from 'node:assert/strict'
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { createLog } from '../platform/log.ts'
import { credentialPins, pinOf } from './credential-pins.ts'

const log = createLog({ level: 'silent', role: 'test' })
const boxOf = (letter: string) => ({ enc: `${letter.repeat(42)}A`, box: `${letter.repeat(79)}A` })
const [first, second] = [boxOf('B'), boxOf('C')]
const [here, elsewhere] = [['rtsp://10.0.0.5:554'], ['rtsp://10.6.6.6:554']]

async function scene(t: { after(stop: () => Promise<void>): void }) {
  const folder = await mkdtemp(join(tmpdir(), 'nightjar-pins-'))
  t.after(() => rm(folder, { recursive: true }))
  return { path: join(folder, 'credential-pins.json'), open: () => credentialPins(folder, log) }
}
const use = (box: typeof first, endpoints: string[], mayBeNew = false) => ({ box, endpoints, mayBeNew })

test('the first configuration says where boxes of before may go; what comes later changes nothing of that', async t => {
  const { open } = await scene(t)
  const pins = open()
  assert.deepEqual((await pins.settle([use(first, here)])).get(pinOf(first)), here)
  for (const again of [pins, open()]) {
    assert.deepEqual((await again.settle([use(first, elsewhere, true)])).get(pinOf(first)), here)
  }
})

test('another box is taken from a control plane that binds none, and from no other', async t => {
  const { open } = await scene(t)
  const pins = open()
  await pins.settle([])
  assert.equal((await pins.settle([use(first, elsewhere)])).get(pinOf(first)), undefined)
  assert.equal((await open().settle([use(first, elsewhere)])).get(pinOf(first)), undefined)
  assert.deepEqual((await pins.settle([use(first, here, true)])).get(pinOf(first)), here)
})

test('a box in another spelling of Base64 is the same box', async t => {
  const { open } = await scene(t)
  const pins = open()
  await pins.settle([use(first, here)])
  const respelled = { ...first, enc: `${'B'.repeat(42)}B` }
  assert.notEqual(respelled.enc, first.enc)
  assert.deepEqual((await pins.settle([use(respelled, elsewhere, true)])).get(pinOf(first)), here)
})

test('what no configuration names any more is forgotten on the disk; the file is for its owner alone', async t => {
  const { path, open } = await scene(t)
  const pins = open()
  await pins.settle([use(first, here), use(second, elsewhere)])
  assert.match(await readFile(path, 'utf8'), /10\.6\.6\.6/)
  await pins.settle([use(first, here)])
  assert.doesNotMatch(await readFile(path, 'utf8'), /10\.6\.6\.6/)
  assert.equal((await stat(path)).mode & 0o077, 0)
})

test('a damaged file lets no box go anywhere', async t => {
  const { path, open } = await scene(t)
  await open().settle([use(first, here)])
  await writeFile(path, '{"half')
  assert.equal((await open().settle([use(first, elsewhere)])).get(pinOf(first)), undefined)
})

test('who has once bound what is entered is never again taken for one that does not', async t => {
  const { path, open } = await scene(t)
  const pins = open()
  await pins.settle([use(first, here, true)])
  await pins.settle([use(first, here)], true)
  for (const again of [pins, open()]) {
    const settled = await again.settle([use(first, elsewhere, true), use(second, elsewhere, true)])
    assert.deepEqual(settled.get(pinOf(first)), here, 'what it has goes on')
    assert.equal(settled.get(pinOf(second)), undefined)
  }
  await rm(path)
  assert.equal((await open().settle([use(second, elsewhere, true)])).get(pinOf(second)), undefined, 'nor without pins')
})

test('of who bound what is entered, a damaged or unreadable note says yes', async t => {
  const { path, open } = await scene(t)
  await open().settle([use(first, here, true)])
  const note = join(dirname(path), 'credential-binding.json')
  await mkdir(note)
  assert.equal((await open().settle([use(second, elsewhere, true)])).get(pinOf(second)), undefined)
  await rm(note, { recursive: true })
  await writeFile(note, '{"half')
  assert.equal((await open().settle([use(second, elsewhere, true)])).get(pinOf(second)), undefined)
})
