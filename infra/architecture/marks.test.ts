import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { repositoryFiles, root, sourceFiles, withoutComments } from './source-files.ts'

/** Written apart, so that this file does not find itself. */
const later = new RegExp(['TO', 'DO|FIX', 'ME|X', 'XX|HA', 'CK:'].join(''))
const silenced = new RegExp(['@ts-', '(ignore|nocheck|expect-error)'].join(''))

test('nothing is marked as to be done later: it is an issue, or it is done', () => {
  const found = sourceFiles()
    .filter(file => later.test(file.text))
    .map(file => file.path)
  assert.deepEqual(
    found.filter(path => path !== 'infra/architecture/marks.test.ts'),
    [],
  )
})

/** A type test is one that must not compile; it expects the error. */
const mayExpectErrors = new Set([
  'edge-agent/src/picture/unmasked.test.ts',
  'edge-agent/src/picture/packet-brands.test.ts',
])

test('the type checker is silenced nowhere but where a test expects its error', () => {
  const found = sourceFiles()
    .filter(file => silenced.test(file.text))
    .map(file => file.path)
  assert.deepEqual(
    found.filter(path => !mayExpectErrors.has(path)),
    [],
  )
})

test('a lint rule is switched off for one line, with a reason', () => {
  const found = sourceFiles()
    .flatMap(file => file.text.split('\n').map(line => ({ path: file.path, line })))
    .filter(({ line }) => /biome-ignore/.test(line) && !/biome-ignore \S+: \S.{5,}/.test(line))
    .map(({ path, line }) => `${path}: ${line.trim()}`)
  assert.deepEqual(found, [])
})

test('product code has no console', () => {
  const found = sourceFiles()
    .filter(file => /^(edge-agent|control-plane|web|shared)\/src\//.test(file.path) && !file.isTest)
    .filter(file => /\bconsole\./.test(withoutComments(file.text)))
    .map(file => file.path)
  assert.deepEqual(found, [])
})

test('no file with secrets of an installation is in the repository', () => {
  const found = repositoryFiles().filter(path => /(^|\/)(\.env(\..*)?|identity(\.copy)?\.json|secret-key)$/.test(path))
  assert.deepEqual(found, [])
  assert.match(readFileSync(join(root, '.gitignore'), 'utf8'), /^\/?data\/?$/m)
})
