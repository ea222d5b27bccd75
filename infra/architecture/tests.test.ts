import assert from 'node:assert/strict'
import { test } from 'node:test'
import { resolveImport, type SourceFile, sourceFiles, withoutComments } from './source-files.ts'

const byPath = new Map(sourceFiles().map(file => [file.path, file]))
const tests = sourceFiles().filter(file => /\.test\.tsx?$/.test(file.path))
const asserts = (file: SourceFile): boolean => /\bassert\b/.test(withoutComments(file.text))

/** Itself, or a suite or simulation that it runs: one import further. */
function canFail(file: SourceFile): boolean {
  const imported = file.imports.map(specifier => byPath.get(resolveImport(file, specifier)))
  return asserts(file) || imported.some(other => other?.isTest && asserts(other))
}

test('every test file asserts something, itself or in the suite that it runs', () => {
  assert.deepEqual(
    tests.filter(file => !canFail(file)).map(file => file.path),
    [],
  )
})

test('no test is switched off, marked as the only one or put off', () => {
  const off = /\b(test|it|describe|suite)\.(skip|only|todo)\b|\b(skip|only|todo): (true|'')|\b(x(it|describe))\(/
  const found = tests.filter(file => off.test(withoutComments(file.text))).map(file => file.path)
  assert.deepEqual(found, [])
})

test('a test that skips itself says why', () => {
  const silent = /\bt\.(skip|todo)\(\s*\)/
  const found = tests.filter(file => silent.test(withoutComments(file.text))).map(file => file.path)
  assert.deepEqual(found, [])
})
