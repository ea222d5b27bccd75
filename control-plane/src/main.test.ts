import assert from 'node:assert/strict'
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'

const folder = mkdtempSync(join(tmpdir(), 'nightjar-main-'))
const running = new Set<ChildProcess>()
after(() => {
  // A test that failed may have left one behind, which would keep this process.
  for (const child of running) child.kill('SIGKILL')
  rmSync(folder, { recursive: true, force: true })
})

/** The real process on ports of the system's choice. */
function start(environment: Record<string, string>) {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts')], {
    env: {
      PATH: process.env.PATH,
      NIGHTJAR_PORT: '0',
      NIGHTJAR_INTERNAL_PORT: '0',
      NIGHTJAR_DATA_DIR: folder,
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  running.add(child)
  let output = ''
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', chunk => {
      output += chunk
    })
  const ended = once(child, 'exit').then(([code]) => {
    running.delete(child)
    return { code: code as number | null, output }
  })
  const ready = async (): Promise<number> => {
    for (;;) {
      const port = /"port":(\d+),"internalPort"/.exec(output)?.[1]
      if (port) return Number(port)
      await Promise.race([once(child.stdout, 'data'), ended])
      if (child.exitCode !== null) throw new Error(output)
    }
  }
  return { child, ended, ready, output: () => output }
}

test('it starts, prints the setup token once outside the log, ends on SIGTERM, and goes on where it ended', async () => {
  const first = start({})
  const port = await first.ready()
  // The page is served first; the link is up when it has reached its broker.
  while ((await fetch(`http://127.0.0.1:${port}/healthz`)).status !== 200) await sleep(100)
  while (!first.output().includes('Setup token')) await once(first.child.stdout, 'data')
  const token = /Setup token, for the first administrator: (\S+)/.exec(first.output())?.[1]
  const made = await fetch(`http://127.0.0.1:${port}/api/v1/setup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token, username: 'ada', password: 'a long enough password' }),
  })
  assert.equal(made.status, 201)
  const cookie = made.headers.get('set-cookie')?.split(';')[0] ?? ''
  first.child.kill('SIGTERM')
  assert.equal((await first.ended).code, 0)
  const second = start({})
  const again = await second.ready()
  assert.equal((await fetch(`http://127.0.0.1:${again}/api/v1/me`, { headers: { cookie } })).status, 200)
  second.child.kill('SIGINT')
  const { code, output } = await second.ended
  assert.equal(code, 0)
  assert.ok(!output.includes('Setup token'))
})

test('what it writes is this user’s alone, also in a folder that all may enter and that was there before', async () => {
  const open = mkdtempSync(join(tmpdir(), 'nightjar-open-'))
  after(() => rmSync(open, { recursive: true, force: true }))
  mkdirSync(join(open, 'db'))
  for (const path of [open, join(open, 'db')]) chmodSync(path, 0o755)
  const started = start({ NIGHTJAR_DATA_DIR: open })
  await started.ready()
  started.child.kill('SIGTERM')
  await started.ended
  const names = readdirSync(open)
  assert.ok(names.includes('secret-key') && names.includes('db'))
  for (const name of names) assert.equal(statSync(join(open, name)).mode & 0o077, 0, name)
})

test('a taken port, a folder that is none and a bad variable end it with one sentence and code 78', async () => {
  const taken = createServer().listen(0, '127.0.0.1')
  await once(taken, 'listening')
  const { port } = taken.address() as { port: number }
  const file = join(import.meta.dirname, 'main.ts')
  const cases: readonly (readonly [Record<string, string>, RegExp])[] = [
    [{ NIGHTJAR_PORT: String(port) }, new RegExp(`Port ${port} is taken by another program`)],
    [{ NIGHTJAR_DATA_DIR: join(file, 'data') }, /The data folder .* cannot be written to .*NIGHTJAR_DATA_DIR/],
    [{ PUBLIC_ORIGIN: 'nvr' }, /PUBLIC_ORIGIN: use an origin such as/],
    [
      { PUBLIC_ORIGIN: 'https://nvr.example.org', SECRET_KEY: 'short' },
      /SECRET_KEY: Use at least 32 random characters/,
    ],
  ]
  for (const [environment, sentence] of cases) {
    const { code, output } = await start(environment).ended
    assert.equal(code, 78, output)
    assert.match(output, sentence)
    assert.doesNotMatch(output, / {4}at /)
  }
  taken.close()
})
