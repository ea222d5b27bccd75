import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { type Group, groups, root } from './groups.ts'
import { openRunFolder } from './run-folder.ts'
import { inSeconds, say, sayResult } from './say.ts'
import { select } from './select.ts'
import { type FileResult, runTestFile } from './test-file.ts'

const counts = { passed: 0, failed: 0, skipped: 0 }
const durations: string[] = []
const results: FileResult[] = []

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
  sayResult(result)
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

function readArguments() {
  try {
    const options = { 'no-checks': { type: 'boolean' }, 'no-build': { type: 'boolean' } } as const
    const { values, positionals } = parseArgs({ options, allowPositionals: true })
    const selection = select(groups, positionals)
    return { ...selection, checks: !values['no-checks'] && !selection.narrowed, build: !values['no-build'] }
  } catch (error) {
    // Both sentences are for the person at the terminal.
    say((error as Error).message)
    process.exit(1)
  }
}

const wanted = readArguments()
const folder = openRunFolder()
if (wanted.checks) {
  const turbo = ['--output-logs=errors-only']
  check('lint and format', 'biome', ['check', '.'])
  check('types', 'turbo', ['run', 'typecheck', ...turbo])
  if (wanted.build) check('web build', 'turbo', ['run', 'build', ...turbo])
}
for (const group of wanted.groups) await runGroup(group, folder)
rmSync(folder, { recursive: true, force: true })
summary()
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0
