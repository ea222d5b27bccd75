import assert from 'node:assert/strict'
import { test } from 'node:test'
import { connectAsync } from 'mqtt'
import { requireBinary, skipWithout } from './binaries.ts'
import { startMosquitto } from './mosquitto.ts'
import { postgresFolders, startPostgres } from './postgres.ts'
import { startRadosgw } from './radosgw.ts'
import { runFile } from './unprivileged.ts'

test('a program that is missing is named with its package', () => {
  assert.throws(
    () => requireBinary('no-such-program', 'some-package'),
    /no-such-program .*apt-get install some-package/,
  )
})

test('PostgreSQL keeps what was committed over kill -9 and restart', {
  skip: skipWithout(['postgres'], postgresFolders()),
  timeout: 120_000,
}, async t => {
  const server = await startPostgres()
  t.after(() => server.stop())
  const sql = async (text: string) =>
    (await runFile(requireBinary('psql', 'postgresql', postgresFolders()), ['-tA', '-c', text, server.url])).stdout
  await sql('create table kept (n int); insert into kept values (7)')
  await server.kill9()
  await assert.rejects(sql('select 1'))
  await server.restart()
  assert.equal((await sql('select n from kept')).trim(), '7')
})

test('Mosquitto takes MQTT 5 clients', { skip: skipWithout(['mosquitto']), timeout: 60_000 }, async t => {
  const server = await startMosquitto()
  t.after(() => server.stop())
  const client = await connectAsync(server.url, { protocolVersion: 5 })
  t.after(() => client.endAsync())
  const received = new Promise<string>(resolve => client.once('message', (_, payload) => resolve(payload.toString())))
  await client.subscribeAsync('a', { qos: 1 })
  await client.publishAsync('a', 'b', { qos: 1 })
  assert.equal(await received, 'b')
})

test('radosgw answers on its own port and refuses strangers', {
  skip: skipWithout(['radosgw', 'ceph-mon', 'ceph-osd']),
  timeout: 300_000,
}, async t => {
  const server = await startRadosgw()
  t.after(() => server.stop())
  const put = await fetch(`${server.endpoint}/bucket`, { method: 'PUT' })
  assert.equal(put.status, 403)
  await server.gatewayDown()
  await assert.rejects(fetch(server.endpoint))
  await server.gatewayUp()
  assert.equal((await fetch(server.endpoint)).status, 200)
})
