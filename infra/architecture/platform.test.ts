import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type SourceFile, sourceFiles, withoutComments } from './source-files.ts'

/** Servers only: in the browser time and timers are the platform. What servers share of it is in shared. */
const product = sourceFiles().filter(
  file => !file.isTest && /^(edge-agent|control-plane|shared)\/src\//.test(file.path),
)

function uses(pattern: RegExp, may: (file: SourceFile) => boolean): string[] {
  return product.filter(file => !may(file) && pattern.test(withoutComments(file.text))).map(file => file.path)
}

const inPlatform = (file: SourceFile) => /\/src\/platform\//.test(file.path)

test('time comes from the platform folder', () => {
  assert.deepEqual(
    uses(/\bDate\.now\(|\bnew Date\(\)|\bperformance\.now\(|\bset(Timeout|Interval|Immediate)\(/, inPlatform),
    [],
  )
})

test('randomness comes from the platform folder, or from node:crypto for keys and tokens', () => {
  assert.deepEqual(uses(/\bMath\.random\(/, inPlatform), [])
})

test('the environment is read in the config folders', () => {
  assert.deepEqual(
    uses(/\bprocess\.env\b/, file => /\/config\//.test(file.path)),
    [],
  )
})

test('files are touched in the platform folders and in the directory archive', () => {
  const may = (file: SourceFile) => inPlatform(file) || /^control-plane\/src\/(archive|db)\//.test(file.path)
  assert.deepEqual(uses(/from ['"]node:fs(\/promises)?['"]/, may), [])
})

test('processes are started in the platform folder', () => {
  assert.deepEqual(uses(/from ['"]node:child_process['"]/, inPlatform), [])
})

test('topics are made in one file', () => {
  assert.deepEqual(
    uses(/['"`]nj\/1\b/, file => file.path === 'shared/src/protocol/define-message.ts'),
    [],
  )
})
