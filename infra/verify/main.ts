import { spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Group, groups, root } from './groups.ts'
import { type FileResult, killRunning, runTestFile } from './test-file.ts'

const counts = { passed: 0, failed: 0, skipped: 0 }
const durations: string[] = []
const results: FileResult[] = []

const say = (text: string): boolean => process.stdout.write(`${text}\n`)
const inSeconds = (seconds: number): string => `${seconds.toFixed(1).padStart(6)} s`
const since = (start: number): string => inSeconds((performance.now() - start) / 1000)

function check(name: string, command: string, args: readonly string[]): void {
  say(`\n== ${name}`)
  const start = performance.now()
  const env = { ...process.env, TURBO_TELEMETRY_DISABLED: '1', DO_NOT_TRACK: '1' }
  const { status } = spawnSync(join(root, 'node_modules', '.bin', command), args, {
    cwd: root,
    stdio: 'inherit',
    env,
    timeout: 300_000,
  })
  if (status === 0) counts.passed++
  else counts.failed++
  durations.push(`${since(start)}  ${name}`)
}

async function runGroup(group: Group, folder: string): Promise<void> {
  say(`\n== ${group.name} (${group.files.length} files)`)
  const start = performance.now()
  const queue = [...group.files.entries()]
  const worker = async () => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      const [number, file] = next
      tell(await runTestFile(file, group, join(folder, `${group.name[0]}${number}`)))
    }
  }
  await Promise.all(Array.from({ length: group.concurrency }, worker))
  durations.push(`${since(start)}  ${group.name}`)
}

function tell(result: FileResult): void {
  results.push(result)
  counts.passed += result.passed
  counts.failed += result.failed
  counts.skipped += result.skipped
  const numbers = `${result.passed} passed${result.skipped ? `, ${result.skipped} skipped` : ''}`
  if (result.failed === 0) return void say(`ok    ${inSeconds(result.seconds)}  ${result.file} (${numbers})`)
  say(`FAILED ${inSeconds(result.seconds)}  ${result.file} (${numbers}, ${result.failed} failed)`)
  say(result.output)
  for (const problem of result.problems) say(`FAILED ${result.file}: ${problem}`)
}

function summary(): void {
  say('\n== slowest files')
  const slowest = results.toSorted((a, b) => b.seconds - a.seconds).slice(0, 10)
  for (const { file, seconds } of slowest) say(`${inSeconds(seconds)}  ${file}`)
  say('\n== durations')
  for (const line of durations) say(line)
  const failed = results.filter(result => result.failed > 0)
  if (failed.length > 0) say('\n== failed files')
  for (const { file } of failed) say(file)
  say(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped`)
}

const { values, positionals } = parseArgs({ options: { 'no-checks': { type: 'boolean' } }, allowPositionals: true })
const unknown = positionals.find(name => !groups.some(group => group.name === name))
if (unknown) {
  say(`There is no part "${unknown}"; there are: ${groups.map(group => group.name).join(', ')}.`)
  process.exit(1)
}

// Short, for the sockets in it: a path of one may have 107 bytes. Other users' servers must get through it.
const folder = mkdtempSync(join(tmpdir(), 'nj-'))
chmodSync(folder, 0o755)
process.env.NIGHTJAR_TEST_CACHE ??= folder
// Hundreds of processes load the same modules: compiled once for the run, which saves a fifth of the time.
process.env.NODE_COMPILE_CACHE ??= join(folder, 'compiled')
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(signal, () => {
    killRunning()
    rmSync(folder, { recursive: true, force: true })
    process.exit(1)
  })
}

if (!values['no-checks']) {
  const turbo = ['--output-logs=errors-only']
  check('lint and format', 'biome', ['check', '.'])
  check('types', 'turbo', ['run', 'typecheck', ...turbo])
  check('web build', 'turbo', ['run', 'build', ...turbo])
}
for (const group of groups) {
  if (positionals.length === 0 || positionals.includes(group.name)) await runGroup(group, folder)
}
rmSync(folder, { recursive: true, force: true })
summary()
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0
