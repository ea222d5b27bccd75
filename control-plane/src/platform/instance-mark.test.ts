import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { hostname, tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { replaceMark } from './instance-mark.ts'

async function inFolder(work: (folder: string) => Promise<void>): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'nightjar-mark-'))
  try {
    await work(folder)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}
const left = (folder: string, mark: object) => writeFile(join(folder, 'link'), JSON.stringify(mark))
/** Of a process that has ended. */
const ended = () => spawnSync(process.execPath, ['-e', '']).pid

test('whoever was killed in this folder is known to the next, once', () =>
  inFolder(async folder => {
    assert.equal(await replaceMark(folder, 'link', 'first'), null)
    await left(folder, { id: 'first', host: hostname(), pid: ended() })
    assert.equal(await replaceMark(folder, 'link', 'second'), 'first')
  }))

test('a process of the same number as ours is not there any more: a container began again', () =>
  inFolder(async folder => {
    await replaceMark(folder, 'link', 'first')
    assert.equal(await replaceMark(folder, 'link', 'second'), 'first')
  }))

test('one that may run still is left alone: on another machine, or under a number that is taken', () =>
  inFolder(async folder => {
    await left(folder, { id: 'first', host: 'another', pid: ended() })
    assert.equal(await replaceMark(folder, 'link', 'second'), null)
    await left(folder, { id: 'first', host: hostname(), pid: process.ppid })
    assert.equal(await replaceMark(folder, 'link', 'second'), null)
  }))

test('a mark that was cut short counts as none', () =>
  inFolder(async folder => {
    await writeFile(join(folder, 'link'), '{"id":"fir')
    assert.equal(await replaceMark(folder, 'link', 'second'), null)
  }))
