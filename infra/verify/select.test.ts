import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Group } from './groups.ts'
import { groups as realGroups } from './groups.ts'
import { select } from './select.ts'

const limits = { concurrency: 1, testLimitMs: 1, fileLimitMs: 1 }
const groups: readonly Group[] = [
  {
    name: 'unit',
    files: ['edge-agent/src/capture/rtsp.test.ts', 'edge-agent/src/mask/mask.test.ts', 'web/src/capture.test.ts'],
    ...limits,
  },
  { name: 'integration', files: ['infra/integration/capture/vlc.test.ts'], ...limits },
]
const files = (...names: readonly string[]) => select(groups, names).groups.flatMap(group => group.files)
const everything = groups.flatMap(group => group.files)

test('without a name everything runs, with a group that group', () => {
  assert.deepEqual(files(), everything)
  assert.deepEqual(files('integration', 'unit'), everything)
  assert.deepEqual(files('integration'), ['infra/integration/capture/vlc.test.ts'])
  assert.equal(select(groups, ['unit']).narrowed, false)
})

test('a workspace narrows a group, a piece of a path both', () => {
  assert.deepEqual(files('unit', 'edge-agent'), everything.slice(0, 2))
  assert.deepEqual(files('unit', 'edge-agent/'), everything.slice(0, 2))
  assert.deepEqual(files('unit', 'edge-agent', 'capture'), everything.slice(0, 1))
  assert.deepEqual(files('edge-agent', 'web', 'capture'), [
    'edge-agent/src/capture/rtsp.test.ts',
    'web/src/capture.test.ts',
  ])
  assert.equal(select(groups, ['unit', 'edge-agent']).narrowed, true)
})

test('pieces of paths add up, with or without a group; a whole path is one', () => {
  assert.deepEqual(files('mask', 'vlc'), ['edge-agent/src/mask/mask.test.ts', 'infra/integration/capture/vlc.test.ts'])
  assert.deepEqual(files('./web/src/capture.test.ts'), ['web/src/capture.test.ts'])
})

test('a group in which nothing is left does not run', () => {
  assert.deepEqual(
    select(groups, ['vlc']).groups.map(group => group.name),
    ['integration'],
  )
})

test('a name that leads nowhere is refused with what there is', () => {
  assert.throws(
    () => select(groups, ['units']),
    /"units" is no part.*Parts: unit, integration\. Workspaces: edge-agent, web, infra\./,
  )
  assert.throws(() => select(groups, ['edge-agent', 'vlc']), /"vlc"/)
  assert.throws(() => select(groups, ['mask', 'nowhere']), /"nowhere"/)
  assert.throws(
    () => select(groups, ['integration', 'web']),
    /"web".* in integration\..*Workspaces in integration: infra\./,
  )
})

test('no group has the name of a workspace', () => {
  const workspaces = new Set(realGroups.flatMap(group => group.files.map(file => file.split('/')[0])))
  assert.deepEqual(
    realGroups.filter(group => workspaces.has(group.name)),
    [],
  )
})
