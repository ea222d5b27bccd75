import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { repositoryFiles, root } from './source-files.ts'

/** Folders whose children each have a purpose that a newcomer must be able to read somewhere. */
const parents = [
  'edge-agent/src',
  'control-plane/src',
  'control-plane/src/services',
  'shared/src',
  'web/src',
  'web/src/features',
  'infra',
]

function childrenOf(parent: string): string[] {
  const below = repositoryFiles()
    .filter(path => path.startsWith(`${parent}/`) && existsSync(join(root, path)))
    .map(path => path.slice(parent.length + 1).split('/'))
    .filter(parts => parts.length > 1)
  return [...new Set(below.map(([first]) => first ?? ''))]
}

const readmeOf = (folder: string): string | null => {
  const path = join(root, folder, 'README.md')
  return existsSync(path) ? readFileSync(path, 'utf8') : null
}

test('every folder says what it is for: in its own README, or in a line of the one above', () => {
  const found = parents.flatMap(parent => {
    const above = readmeOf(parent) ?? ''
    return childrenOf(parent)
      .filter(child => readmeOf(`${parent}/${child}`) === null && !above.includes(`\`${child}\``))
      .map(child => `${parent}/${child}`)
  })
  assert.deepEqual(found, [])
})

test('what a README lists as a folder is there', () => {
  const found = parents.flatMap(parent =>
    [...(readmeOf(parent) ?? '').matchAll(/^\| \[?`([\w-]+)`/gm)]
      .map(match => `${parent}/${match[1]}`)
      .filter(path => !existsSync(join(root, path))),
  )
  assert.deepEqual(found, [])
})
