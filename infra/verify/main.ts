import { spawnSync } from 'node:child_process'
import { globSync } from 'node:fs'
import { join } from 'node:path'
import { run } from 'node:test'
import { spec } from 'node:test/reporters'
import { parseArgs } from 'node:util'

const root = join(import.meta.dirname, '..', '..')

interface Group {
  readonly name: string
  readonly files: readonly string[]
  /** Files at once; those that measure, or start whole topologies, want the machine to themselves. */
  readonly concurrency: number
}

const find = (...patterns: string[]): string[] =>
  globSync(patterns, { cwd: root, exclude: path => path.includes('node_modules') })
    .toSorted()
    .map(path => join(root, path))

const groups: readonly Group[] = [
  { name: 'architecture', files: find('infra/architecture/*.test.ts'), concurrency: 2 },
  {
    name: 'unit',
    files: find(
      '{shared,edge-agent,control-plane,web}/src/**/*.test.ts',
      'infra/{all-in-one,virtual-camera,frame-counter,services,rig}/**/*.test.ts',
    ),
    concurrency: 2,
  },
  { name: 'integration', files: find('infra/integration/**/*.test.ts'), concurrency: 1 },
  { name: 'end-to-end', files: find('infra/e2e/**/*.test.ts'), concurrency: 1 },
]

const counts = { passed: 0, failed: 0, skipped: 0 }

function check(name: string, command: string, args: readonly string[]): void {
  process.stdout.write(`\n== ${name}\n`)
  const { status } = spawnSync(command, args, { cwd: root, stdio: 'inherit' })
  if (status === 0) counts.passed++
  else counts.failed++
}

async function runGroup(group: Group): Promise<void> {
  process.stdout.write(`\n== ${group.name} (${group.files.length} files)\n`)
  if (group.files.length === 0) return
  const stream = run({ files: [...group.files], concurrency: group.concurrency, timeout: 600_000 })
  stream.on('test:summary', summary => {
    // One summary for each file and one for the whole run; the whole has no file.
    if (summary.file !== undefined) return
    const { tests, passed, skipped, todo } = summary.counts
    counts.passed += passed
    counts.failed += tests - passed - skipped - todo
    counts.skipped += skipped + todo
  })
  const reporter = stream.compose(spec)
  for await (const chunk of reporter) process.stdout.write(chunk)
}

const { values, positionals } = parseArgs({ options: { 'no-checks': { type: 'boolean' } }, allowPositionals: true })

if (!values['no-checks']) {
  check('lint and format', join(root, 'node_modules', '.bin', 'biome'), ['check', '.'])
  check('types', join(root, 'node_modules', '.bin', 'turbo'), [
    'run',
    'typecheck',
    '--output-logs=errors-only',
    '--no-daemon',
  ])
  check('web build', join(root, 'node_modules', '.bin', 'turbo'), [
    'run',
    'build',
    '--output-logs=errors-only',
    '--no-daemon',
  ])
}
for (const group of groups) if (positionals.length === 0 || positionals.includes(group.name)) await runGroup(group)

process.stdout.write(`\n${counts.passed} passed, ${counts.failed} failed, ${counts.skipped} skipped\n`)
process.exitCode = counts.failed > 0 || counts.passed === 0 ? 1 : 0
