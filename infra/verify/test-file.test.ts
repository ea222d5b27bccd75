import assert from 'node:assert/strict'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import type { Group } from './groups.ts'
import { runTestFile } from './test-file.ts'

const folder = mkdtempSync(join(tmpdir(), 'verify-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** How a file of these lines is judged. */
async function judge(name: string, lines: string, limits: Partial<Group> = {}) {
  const file = join(folder, `${name}.mjs`)
  writeFileSync(file, `import test from 'node:test'\n${lines}\n`)
  const group = { name: 'made up', files: [file], concurrency: 1, testLimitMs: 60_000, fileLimitMs: 60_000, ...limits }
  const own = join(folder, name)
  const { passed, failed, skipped, problems } = await runTestFile(file, group, own)
  assert.ok(!existsSync(own), 'its folder is gone')
  return { passed, failed, skipped, problems: problems.join('\n') }
}

test('tests, not suites, are counted; a todo counts as skipped', async () => {
  const lines = `
    test('a', () => {})
    test.describe('suite', () => { test('b', () => {}); test('c', () => { throw new Error('no') }) })
    test('d', { skip: 'needs ../shared' }, () => {})`
  assert.deepEqual(await judge('plain', lines), { passed: 2, failed: 1, skipped: 1, problems: '' })
})

test('a file that hangs is failed by name of the test, and what passed before still counts', async () => {
  const lines = `
    test('fine', () => {})
    test('stuck', () => new Promise(() => setInterval(() => {}, 1000)))`
  const { passed, failed, problems } = await judge('hung', lines, { fileLimitMs: 8000 })
  assert.deepEqual({ passed, failed }, { passed: 1, failed: 1 })
  assert.match(problems, /did not end within 8 s, in "stuck"/)
})

test('a test without an end is failed by its own limit', async () => {
  const lines = `
    test('stuck', () => new Promise(resolve => setTimeout(resolve, 60_000).unref()))
    test('fine', () => {})`
  const { passed, failed } = await judge('endless', lines, { testLimitMs: 200 })
  assert.deepEqual({ passed, failed }, { passed: 1, failed: 1 })
})

test('a file that crashes, fails in a hook or holds no test is failed', async () => {
  assert.equal((await judge('crash', "test('a', () => {}); process.nextTick(() => process.exit(3))")).failed, 1)
  assert.match((await judge('syntax', 'const')).problems, /ended with code 1/)
  assert.equal((await judge('hook', "test('a', () => {}); test.after(() => { throw new Error('no') })")).failed, 1)
  assert.match((await judge('empty', '')).problems, /has no test/)
})

test('processes and files that are left behind fail the file; the processes are ended', {
  skip: process.platform !== 'linux' && 'needs /proc',
  timeout: 60_000,
}, async () => {
  const lines = `
    import { spawn } from 'node:child_process'
    import { writeFileSync } from 'node:fs'
    import { join } from 'node:path'
    test('a', () => {
      writeFileSync(join(process.env.TMPDIR, 'crumb'), '')
      spawn('sleep', ['600'], { detached: true, stdio: 'ignore' }).unref()
    })`
  const { passed, failed, problems } = await judge('untidy', lines)
  assert.deepEqual({ passed, failed }, { passed: 1, failed: 2 })
  assert.match(problems, /left a process behind: sleep 600\n.*temporary files: crumb/)
})
