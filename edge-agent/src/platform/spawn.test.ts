import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Duplex } from 'node:stream'
import { type TestContext, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { rootCertificates } from 'node:tls'
import { trustSettings } from '../config/trust.ts'
import { seededBytes, seededFraction } from '../testing/seeded.ts'
import { makeSpawner, type SpawnOptions, systemSpawner } from './spawn.ts'

const childOf = (name: string) => new URL(`testing/${name}.ts`, import.meta.url).pathname

/** A real child with two pipes: what comes in the first, goes out at the second. */
function piped(t: TestContext, options: SpawnOptions = { pipes: 2 }) {
  const messages: { written: number }[] = []
  const over = Promise.withResolvers<{ code: number | null; signal: string | null }>()
  const child = systemSpawner.node(
    childOf('pipe-child'),
    {
      message: message => messages.push(message as { written: number }),
      exited: (code, signal) => over.resolve({ code, signal }),
    },
    options,
  )
  t.after(async () => {
    child.kill()
    await over.promise
  })
  const [first, second] = child.pipes as [Duplex, Duplex]
  return { child, first, second, messages, over: over.promise }
}

async function read(stream: Duplex): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

const sha = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

test('bytes go through a pipe to the child and through another one back, however they are split', async t => {
  const { child, first, second } = piped(t)
  const [bytes, fraction] = [seededBytes(7)(3_000_000), seededFraction(8)]
  child.send({ kind: 'echo' })
  const back = read(second)
  for (let at = 0; at < bytes.length; ) {
    const end = at + 1 + Math.floor(fraction() ** 4 * 200_000)
    if (!first.write(bytes.subarray(at, end))) await once(first, 'drain')
    at = end
  }
  first.end()
  assert.equal(sha(await back), sha(bytes))
})

test('one pipe carries both directions', async t => {
  const { child, first } = piped(t)
  child.send({ kind: 'pour', bytes: 65_536 })
  first.write('heard by nobody, and that is no error')
  assert.equal((await read(first)).length, 65_536)
})

test('a child that does not read holds us back before a megabyte', async t => {
  const { first } = piped(t)
  let accepted = 0
  while (first.write(Buffer.alloc(64 * 1024))) accepted += 64 * 1024
  const isDrained = await Promise.race([once(first, 'drain').then(() => true), sleep(1_000, false)])
  assert.equal(isDrained, false)
  assert.ok(accepted < 1024 * 1024, `${accepted} bytes taken`)
})

test('while we do not read, the child is held back, and nothing is lost when we do', async t => {
  const { child, first, messages } = piped(t)
  const bytes = 8 * 1024 * 1024
  child.send({ kind: 'pour', bytes })
  await sleep(1_500)
  const held = messages.at(-1)?.written ?? Number.POSITIVE_INFINITY
  assert.ok(held < 1024 * 1024, `${held} bytes written before anybody read`)
  let length = 0
  for await (const chunk of first as AsyncIterable<Buffer>) {
    assert.deepEqual([chunk[0], chunk.at(-1)], [length % 251, (length + chunk.length - 1) % 251])
    length += chunk.length
  }
  assert.equal(length, bytes)
})

test('the death of the child ends its pipes, for a reader and for a writer, and takes nobody with it', async t => {
  const { child, first, second, over } = piped(t, { pipes: 3 })
  const closed = [second, child.pipes[2] as Duplex].map(pipe => new Promise(resolve => pipe.once('close', resolve)))
  const bytes = 256 * 1024 * 1024
  // Under way when the child dies. Without a listener the error of the broken pipe would end this process.
  second.write(Buffer.alloc(10_000_000))
  child.send({ kind: 'pour', bytes })
  let length = 0
  for await (const chunk of first as AsyncIterable<Buffer>) {
    if (length === 0) child.kill()
    length += chunk.length
  }
  assert.ok(length > 0 && length < bytes, `${length} bytes read`)
  assert.deepEqual(await over, { code: null, signal: 'SIGKILL' })
  await Promise.all(closed)
})

test('without pipes there are none, and the memory of a child is known while it lives', async t => {
  const { child, over } = piped(t, {})
  assert.deepEqual(child.pipes, [])
  if (process.platform === 'linux') assert.ok((child.residentBytes() ?? 0) > 0)
  child.kill()
  await over
  assert.equal(child.residentBytes(), null)
})

test('a process that cannot be started has ended: too long a command line', async t => {
  const { child, first, over } = piped(t, { nodeOptions: [`--title=${'x'.repeat(3_000_000)}`], pipes: 2 })
  assert.equal(child.pid, undefined)
  child.send({ kind: 'echo' })
  assert.equal(first.destroyed, true)
  assert.deepEqual(await over, { code: null, signal: null })
})

test('a process that cannot be started has ended: no file descriptor left', () => {
  const command = 'ulimit -n 40; exec "$0" "$1"'
  const ran = spawnSync('sh', ['-c', command, process.execPath, childOf('no-room-child')], { encoding: 'utf8' })
  assert.deepEqual([ran.stdout, ran.stderr], [JSON.stringify({ code: null, signal: null, pipes: [true, true] }), ''])
})

test('a child trusts the authorities that it is told of, and learns nothing else', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'nightjar-trust-'))
  t.after(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'authority.pem')
  const [authority = ''] = rootCertificates
  writeFileSync(path, authority)
  const environment = { NODE_EXTRA_CA_CERTS: path, NODE_USE_SYSTEM_CA: '', SECRET_KEY: 'not for children' }
  assert.deepEqual(trustSettings(environment), { NODE_EXTRA_CA_CERTS: path })
  for (const [passed, extra] of [
    [trustSettings(environment), [authority]],
    [{}, []],
  ] as const) {
    const said = Promise.withResolvers<{ extra: string[] }>()
    const child = makeSpawner(passed).node(childOf('trust-child'), {
      message: message => said.resolve(message as { extra: string[] }),
      exited: () => said.reject(new Error('it said nothing')),
    })
    assert.deepEqual((await said.promise).extra.map(normal), extra.map(normal))
    child.kill()
  }
})

const normal = (pem: string) => pem.replaceAll(/\s/g, '')
