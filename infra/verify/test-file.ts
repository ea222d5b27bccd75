import { spawn } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { Outcome } from './event-reporter.ts'
import { type Group, root } from './groups.ts'
import { endProcesses, leftFiles } from './left-behind.ts'

export type Limits = Pick<Group, 'testLimitMs' | 'fileLimitMs'>

export interface FileResult {
  readonly file: string
  readonly seconds: number
  readonly passed: number
  readonly failed: number
  readonly skipped: number
  /** Why the file failed, beyond what its own output says. */
  readonly problems: readonly string[]
  readonly output: string
}

/** Tests that may be skipped where every service is promised: what they need is no service, or another group has it. */
const mayBeSkipped = /\.\.\/shared|NIGHTJAR_TEST_POSTGRES_URL/
const isStrict = (): boolean => process.env.CI === 'true' || process.env.NIGHTJAR_REQUIRE_SERVICES === '1'

const running = new Set<number>()

/** For the end by a signal: a test file is a process group of its own, which Ctrl-C does not reach. */
export function killRunning(): void {
  for (const id of running) killGroup(id)
}

function killGroup(id: number): void {
  try {
    process.kill(-id, 'SIGKILL')
  } catch {
    // All of it ended already.
  }
}

/** Runs one file in a process and a temporary folder of its own, both gone when this returns. Never throws for a test. */
export async function runTestFile(file: string, limits: Limits, folder: string): Promise<FileResult> {
  const temporary = join(folder, 't')
  mkdirSync(temporary, { recursive: true, mode: 0o755 })
  const events = join(folder, 'events')
  const start = performance.now()
  const { code, output, killed } = await runNode(file, events, temporary, limits)
  const seconds = (performance.now() - start) / 1000
  const outcomes = readOutcomes(events)
  const problems = [
    ...(killed ? [hung(outcomes, limits.fileLimitMs)] : []),
    ...(await endProcesses(temporary, killed ? 0 : 10_000)),
    ...(killed ? [] : leftFiles(temporary)),
  ]
  rmSync(folder, { recursive: true, force: true })
  return { file, seconds, output, ...count(outcomes, problems, code) }
}

function runNode(file: string, events: string, temporary: string, limits: Limits) {
  // Set where this itself runs under node:test; a child that sees it speaks to that parent alone.
  const { NODE_TEST_CONTEXT: _, ...environment } = process.env
  const child = spawn(
    process.execPath,
    [
      `--test-timeout=${limits.testLimitMs}`,
      `--test-reporter=${join(import.meta.dirname, 'event-reporter.ts')}`,
      `--test-reporter-destination=${events}`,
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      file,
    ],
    // With a group of its own a hung file can be ended together with what it started.
    {
      cwd: root,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
      env: { ...environment, TMPDIR: temporary, FORCE_COLOR: process.stdout.isTTY ? '1' : '0' },
    },
  )
  const id = child.pid!
  running.add(id)
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding('utf8').on('data', text => (output += text))
  let killed = false
  const watchdog = setTimeout(() => {
    killed = true
    killGroup(id)
  }, limits.fileLimitMs)
  return new Promise<{ code: number | null; output: string; killed: boolean }>(resolve => {
    // Not 'close': a process left behind keeps the pipes open.
    child.on('exit', code => {
      clearTimeout(watchdog)
      running.delete(id)
      setImmediate(() => {
        child.stdout.destroy()
        child.stderr.destroy()
        resolve({ code, output, killed })
      })
    })
  })
}

function readOutcomes(path: string): Outcome[] {
  if (!existsSync(path)) return []
  const lines = readFileSync(path, 'utf8').split('\n')
  // The last is empty, or cut off by a kill.
  return lines.slice(0, -1).map(line => JSON.parse(line) as Outcome)
}

function hung(outcomes: readonly Outcome[], limitMs: number): string {
  const open = new Set<string>()
  for (const { kind, name } of outcomes) {
    if (kind === 'started') open.add(name)
    else open.delete(name)
  }
  const where = open.size > 0 ? `in ${[...open].map(name => `"${name}"`).join(', ')}` : 'with no test running'
  return `did not end within ${limitMs / 1000} s, ${where}`
}

function count(outcomes: readonly Outcome[], problems: string[], code: number | null) {
  const of = (kind: Outcome['kind']) => outcomes.filter(outcome => outcome.kind === kind)
  const forbidden = isStrict() ? of('skipped').filter(({ reason }) => !mayBeSkipped.test(reason ?? '')) : []
  problems.push(...forbidden.map(({ name, reason }) => `skipped where nothing may be missing: ${name} (${reason})`))
  const inTests = of('failed').length
  if (code !== 0 && inTests === 0 && problems.length === 0) problems.push(`ended with code ${code}`)
  if (code === 0 && outcomes.length === 0) problems.push('has no test')
  return {
    passed: of('passed').length,
    failed: inTests + problems.length,
    skipped: of('skipped').length - forbidden.length,
    problems,
  }
}
