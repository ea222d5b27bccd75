import assert from 'node:assert/strict'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { duplexPair } from 'node:stream'
import { after, before, test } from 'node:test'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import { topicOf } from '@nightjar/shared/protocol/define-message.ts'
import { agentStatus } from '@nightjar/shared/protocol/messages/agent-status.ts'
import { command } from '@nightjar/shared/protocol/messages/command.ts'
import { configHint } from '@nightjar/shared/protocol/messages/config-hint.ts'
import { recordsAppended } from '@nightjar/shared/protocol/messages/records-appended.ts'
import mqtt, { type IClientOptions, type MqttClient } from 'mqtt'
import pino from 'pino'
import type { TokenIdentity } from '../keys/access-token.ts'
import { agentAcl, linkAcl } from '../keys/acl.ts'
import { type Broker, startBroker } from './broker.ts'
import { mqttUpgrade } from './websocket.ts'

const organisationId = '01930001-0000-7000-8000-000000000001'
const address = (n: number) => ({ organisationId, agentId: `0193000${n}-0000-7000-8000-00000000000a` })
const soon = () => Date.now() + 600_000
const identities = new Map<string, TokenIdentity>()
for (const n of [1, 2, 3, 4]) {
  identities.set(`token-${n}`, {
    subject: address(n).agentId,
    organisationId,
    acl: agentAcl(address(n)),
    expiresAtMs: soon(),
  })
}
identities.set('token-link', { subject: 'link', organisationId: null, acl: linkAcl, expiresAtMs: soon() })

const log = pino({ level: 'silent' })
async function verify(token: string): Promise<TokenIdentity> {
  const identity = identities.get(token)
  if (!identity) throw new AppError('agent.refused')
  return identity
}

let broker: Broker
let server: Server
const clients: MqttClient[] = []

before(async () => {
  broker = await startBroker(
    { clock: systemClock, log, verify },
    { connections: 300, waiting: { total: 150, perAddress: 150 }, messagesPerSecond: 50, messageBurst: 100 },
  )
  const upgrade = mqttUpgrade(broker)
  server = createServer()
  server.on('upgrade', upgrade)
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
})
after(async () => {
  for (const client of clients) client.end(true)
  await broker.close()
  server.closeAllConnections()
  server.close()
})

const url = () => `ws://127.0.0.1:${(server.address() as AddressInfo).port}/mqtt`

function connect(who: number | 'link', more: IClientOptions = {}): MqttClient {
  const id = who === 'link' ? 'link' : address(who).agentId
  const client = mqtt.connect(url(), {
    clientId: id,
    username: id,
    password: `token-${who}`,
    protocolVersion: 5,
    reconnectPeriod: 0,
    ...more,
  })
  client.on('error', () => {})
  clients.push(client)
  return client
}
const event = <T>(client: MqttClient, name: 'connect' | 'disconnect' | 'close'): Promise<T> =>
  new Promise(resolve => client.once(name, ((value: T) => resolve(value)) as () => void))
async function connected(who: number | 'link', more: IClientOptions = {}): Promise<MqttClient> {
  const client = connect(who, more)
  await event(client, 'connect')
  return client
}
const isRefused = async (client: MqttClient) => {
  const error = await Promise.race([
    new Promise<Error>(resolve => client.once('error', resolve)),
    event<null>(client, 'connect').then(() => null),
  ])
  client.end(true)
  return error !== null
}
function messagesOf(client: MqttClient): Array<{ topic: string; text: string; retain: boolean }> {
  const list: Array<{ topic: string; text: string; retain: boolean }> = []
  client.on('message', (topic, payload, packet) =>
    list.push({ topic, text: payload.toString(), retain: packet.retain }),
  )
  return list
}
async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 20_000
  while (!condition()) {
    if (Date.now() > deadline) throw new Error('the condition never came true')
    await new Promise(resolve => setTimeout(resolve, 10))
  }
}

test('only the holder of a token of ours gets in, under the name that the token says', async () => {
  assert.ok(await isRefused(connect(1, { password: 'not-a-token' })))
  assert.ok(await isRefused(connect(1, { clientId: address(2).agentId })))
  assert.ok(await isRefused(connect(1, { clientId: '#', username: '#' })))
  assert.ok(await isRefused(connect(1, { username: address(2).agentId })))
  assert.ok(await isRefused(connect(1, { protocolVersion: 4 })))
  assert.ok(!(await isRefused(connect(1))))
})

test('a will may say offline on the own status topic and nothing else', async () => {
  const status = topicOf(agentStatus, address(1))
  const offline = JSON.stringify({ state: 'offline' })
  const will = (topic: string, payload: string) => ({ will: { topic, payload, qos: 1 as const, retain: true } })
  assert.ok(await isRefused(connect(1, will(topicOf(agentStatus, address(2)), offline))))
  assert.ok(await isRefused(connect(1, will(topicOf(recordsAppended, address(1)), offline))))
  assert.ok(await isRefused(connect(1, will(status, '{"state":"online"}'))))
  assert.ok(!(await isRefused(connect(1, will(status, offline)))))
})

test('an agent speaks up and hears down, its own topics only; all else is refused and not delivered', async () => {
  const link = await connected('link')
  const heard = messagesOf(link)
  await link.subscribeAsync('nj/1/+/+/up/records', { qos: 1 })
  const agent = await connected(2)
  await agent.publishAsync(topicOf(recordsAppended, address(2)), 'mine', { qos: 1 })
  for (const topic of [
    topicOf(recordsAppended, address(3)),
    topicOf(command, address(2)),
    `nj/1/${organisationId}/${address(2).agentId}/up/unheard-of`,
    '$SYS/x',
    'nj/1/x',
  ]) {
    await assert.rejects(agent.publishAsync(topic, 'no', { qos: 1 }), topic)
  }
  await assert.rejects(agent.publishAsync(topicOf(recordsAppended, address(2)), 'kept', { qos: 1, retain: true }))
  for (const filter of ['#', '+/#', 'nj/1/#', 'nj/1/+/+/down/#', '$SYS/#', topicOf(command, address(3))]) {
    await assert.rejects(agent.subscribeAsync(filter, { qos: 1 }), filter)
  }
  await assert.rejects(agent.subscribeAsync(`$share/g/nj/1/${organisationId}/${address(2).agentId}/down/#`))
  const down = messagesOf(agent)
  await agent.subscribeAsync(`nj/1/${organisationId}/${address(2).agentId}/down/#`, { qos: 1 })
  await link.publishAsync(topicOf(command, address(3)), 'other', { qos: 1 })
  await link.publishAsync(topicOf(command, address(2)), 'yours', { qos: 1 })
  await until(() => down.length > 0 && heard.length > 0)
  assert.deepEqual(
    down.map(message => message.text),
    ['yours'],
  )
  assert.deepEqual(
    heard.map(message => message.text),
    ['mine'],
  )
})

test('a hint is kept for an agent that was away', async () => {
  const link = await connected('link')
  await link.publishAsync(topicOf(configHint, address(4)), 'hint', { qos: 1, retain: true })
  const agent = await connected(4)
  const down = messagesOf(agent)
  await agent.subscribeAsync(`nj/1/${organisationId}/${address(4).agentId}/down/#`, { qos: 1 })
  await until(() => down.length === 1)
  assert.deepEqual(down[0], { topic: topicOf(configHint, address(4)), text: 'hint', retain: true })
})

test('a cut connection speaks the will', async () => {
  const link = await connected('link')
  const heard = messagesOf(link)
  await link.subscribeAsync('nj/1/+/+/up/#', { qos: 1 })
  const topic = topicOf(agentStatus, address(3))
  const agent = await connected(3, { will: { topic, payload: '{"state":"offline"}', qos: 1, retain: true } })
  agent.stream.destroy()
  await until(() => heard.some(message => message.topic === topic && message.text === '{"state":"offline"}'))
})

test('a kicked client is told and gone; an expired token ends its connection', async () => {
  const kicked = await connected(1)
  await kicked.publishAsync(topicOf(recordsAppended, address(1)), 'ready', { qos: 1 })
  const told = event<{ reasonCode: number }>(kicked, 'disconnect')
  broker.kick(address(1).agentId)
  assert.equal((await told).reasonCode, 0x98)
  identities.set('token-2', { ...identities.get('token-2')!, expiresAtMs: Date.now() + 500 })
  const expiring = await connected(2)
  const ended = event<{ reasonCode: number }>(expiring, 'disconnect')
  assert.equal((await ended).reasonCode, 0xa0)
  identities.set('token-2', { ...identities.get('token-2')!, expiresAtMs: soon() })
})

test('a packet over 256 KB and a flood end the connection of who sends them', async () => {
  const large = await connected(1)
  const tooLarge = event<{ reasonCode: number }>(large, 'disconnect')
  large.publish(topicOf(recordsAppended, address(1)), Buffer.alloc(300 * 1024), { qos: 0 })
  assert.equal((await tooLarge).reasonCode, 0x95)
  const loud = await connected(1)
  const tooLoud = event<{ reasonCode: number }>(loud, 'disconnect')
  for (let i = 0; i < 400; i++) loud.publish(topicOf(recordsAppended, address(1)), 'x', { qos: 0 })
  assert.equal((await tooLoud).reasonCode, 0x96)
})

test('a hundred publishers cut at once at full speed leave the broker serving (R-storm)', async () => {
  const link = await connected('link')
  const heard = messagesOf(link)
  await link.subscribeAsync('nj/1/+/+/up/#', { qos: 0 })
  const herd: MqttClient[] = []
  for (let n = 0; n < 100; n++) {
    const agentId = `0193${(0x1000 + n).toString(16)}-0000-7000-8000-00000000000b`
    const own = { organisationId, agentId }
    identities.set(`herd-${n}`, { subject: agentId, organisationId, acl: agentAcl(own), expiresAtMs: soon() })
    herd.push(connect(1, { clientId: agentId, username: agentId, password: `herd-${n}` }))
  }
  await Promise.all(herd.map(client => event(client, 'connect')))
  for (let round = 0; round < 90; round++) {
    for (const client of herd) {
      client.publish(topicOf(recordsAppended, { organisationId, agentId: client.options.clientId! }), 'x'.repeat(200))
    }
  }
  await until(() => heard.length > 100)
  link.stream.destroy()
  for (const client of herd) client.stream.destroy()
  await until(() => broker.connections < 20)
  const agent = await connected(2)
  await agent.publishAsync(topicOf(recordsAppended, address(2)), 'still here', { qos: 1 })
})

test('connections over the limit are cut before they cost anything', async () => {
  const small = await startBroker(
    { clock: systemClock, log, verify },
    { connections: 1, waiting: { total: 9, perAddress: 9 }, messagesPerSecond: 9, messageBurst: 9 },
  )
  const open = () => {
    const [near, far] = duplexPair()
    small.accept(far, null)
    near.on('error', () => {})
    return { near, far }
  }
  assert.ok(!open().far.destroyed)
  assert.ok(open().far.destroyed)
  assert.equal(small.connections, 1)
  await small.close()
})

test('silent streams of one address give way to others, and are cut when no CONNECT comes', async () => {
  const limits = { connections: 2, waiting: { total: 4, perAddress: 3 }, messagesPerSecond: 9, messageBurst: 9 }
  const small = await startBroker({ clock: systemClock, log, verify }, limits)
  const open = (from: string) => {
    const [near, far] = duplexPair()
    small.accept(far, from)
    near.on('error', () => {})
    return far
  }
  const greedy = Array.from({ length: 50 }, () => open('192.0.2.1'))
  assert.equal(greedy.filter(stream => !stream.destroyed).length, 3)
  const others = ['192.0.2.2', '192.0.2.3'].map(open)
  assert.ok(others.every(stream => !stream.destroyed))
  assert.equal(greedy.filter(stream => !stream.destroyed).length, 2, 'a full room takes from who holds most')
  await until(() => small.connections === 0)
  await small.close()
})
