import assert from 'node:assert/strict'
import { EventEmitter } from 'node:events'
import { test } from 'node:test'
import { agentTopicFilters } from '@nightjar/shared/protocol/define-message.ts'
import type { MqttClient } from 'mqtt'
import { openAgentAccounts } from './dynamic-security.ts'

const agent = { organisationId: 'organisation', agentId: 'agent' }
const control = '$CONTROL/dynamic-security/v1'
type Command = Record<string, unknown> & { readonly command: string; readonly correlationData: string }

/** The plugin's side of one connection; `answer` says what it thinks of a command. */
function fakePlugin(answer: (command: Command) => object | null = () => ({})) {
  const asked: Command[] = []
  const subscribed: string[] = []
  const client = Object.assign(new EventEmitter(), {
    options: { username: 'link' },
    subscribeAsync: async (topic: string) => void subscribed.push(topic),
    publishAsync: async (topic: string, body: string) => {
      assert.equal(topic, control)
      const [command] = (JSON.parse(body) as { commands: Command[] }).commands as [Command]
      asked.push(command)
      const said = answer(command)
      if (said === null) return
      const responses = [{ command: command.command, correlationData: command.correlationData, ...said }]
      client.emit('message', `${control}/response`, Buffer.from(JSON.stringify({ responses })))
    },
  })
  let ids = 0
  const ports = { nextId: () => `request-${++ids}`, wait: () => new Promise<void>(() => undefined) }
  return { client: client as unknown as MqttClient, asked, subscribed, ports }
}
const names = (commands: readonly Command[]) => commands.map(({ command }) => command)

test('at first everything is denied that is not named, and the own account may speak to agents', async () => {
  const { client, asked, subscribed, ports } = fakePlugin()
  await openAgentAccounts(client, ports)
  assert.deepEqual(subscribed, [`${control}/response`])
  assert.deepEqual(names(asked), ['setDefaultACLAccess', 'createRole', 'getClient', 'addClientRole'])
  const defaults = asked[0]?.acls as { acltype: string; allow: boolean }[]
  assert.equal(defaults.length, 4)
  assert.ok(defaults.every(({ allow }) => !allow))
  assert.equal(asked[3]?.username, 'link')
})

test('an account that has the role already is left alone: a change would end its session', async () => {
  const { client, asked, ports } = fakePlugin(({ command }) => {
    if (command === 'createRole') return { error: 'Role already exists' }
    return command === 'getClient' ? { data: { client: { roles: [{ rolename: 'nightjar-link' }] } } } : {}
  })
  await openAgentAccounts(client, ports)
  assert.ok(!names(asked).includes('addClientRole'))
})

test('an agent gets a role of its own topics only, and an account under its id', async () => {
  const { client, asked, ports } = fakePlugin()
  const accounts = await openAgentAccounts(client, ports)
  asked.length = 0
  await accounts.provision(agent, 'its password')
  assert.deepEqual(names(asked), ['createRole', 'createClient'])
  const filters = agentTopicFilters(agent)
  const acls = (asked[0]!.acls as { acltype: string; topic: string; allow: boolean }[]).map(
    ({ acltype, topic, allow }) => [acltype, topic, allow],
  )
  assert.deepEqual(acls, [
    ['publishClientSend', filters.publish, true],
    ['publishClientReceive', filters.subscribe, true],
    ['subscribePattern', filters.subscribe, true],
    ['unsubscribePattern', filters.subscribe, true],
  ])
  const { username, clientid, password, roles } = asked[1]!
  assert.deepEqual([username, clientid, password], ['agent', 'agent', 'its password'])
  assert.deepEqual(roles, [{ rolename: asked[0]?.rolename }])
})

test('one that is there gets the new password and is switched on', async () => {
  const isThere = ({ command }: Command) => (command.startsWith('create') ? { error: 'Client already exists' } : {})
  const { client, asked, ports } = fakePlugin(isThere)
  const accounts = await openAgentAccounts(client, ports)
  asked.length = 0
  await accounts.provision(agent, 'another')
  assert.deepEqual(names(asked).slice(2), ['setClientPassword', 'enableClient'])
  assert.equal(asked[2]?.password, 'another')
})

test('switching off one that was never there is done; any other refusal is an error that names the command', async () => {
  let error = 'Client not found'
  const { client, ports } = fakePlugin(({ command }) => (command === 'disableClient' ? { error } : {}))
  const accounts = await openAgentAccounts(client, ports)
  await accounts.disable('agent')
  error = 'Internal error'
  await assert.rejects(accounts.disable('agent'), /disableClient: Internal error/)
})

test('a broker that does not answer is an error and not an endless wait', async () => {
  const { client, ports } = fakePlugin(() => null)
  const waits: number[] = []
  const wait = async (ms: number) => void waits.push(ms)
  await assert.rejects(openAgentAccounts(client, { ...ports, wait }), /did not answer setDefaultACLAccess/)
  assert.deepEqual(waits, [5000])
})

test('answers to two requests find who asked, in whatever order they come', async () => {
  const held: Command[] = []
  const { client, ports } = fakePlugin(command => {
    if (command.command !== 'disableClient') return {}
    held.push(command)
    return null
  })
  const accounts = await openAgentAccounts(client, ports)
  const first = accounts.disable('one')
  const second = accounts.disable('two')
  const outcomes = Promise.allSettled([first, second])
  await new Promise(setImmediate)
  const reply = ({ correlationData, username }: Command) => ({
    command: 'disableClient',
    correlationData,
    ...(username === 'two' && { error: 'Internal error' }),
  })
  const responses = held.toReversed().map(reply)
  client.emit('message', 'another/topic', Buffer.from('not JSON'), {} as never)
  client.emit('message', `${control}/response`, Buffer.from(JSON.stringify({ responses })), {} as never)
  assert.deepEqual(
    (await outcomes).map(({ status }) => status),
    ['fulfilled', 'rejected'],
  )
})

test('a command that cannot even be sent is given up after the patience, not waited for for ever', async () => {
  const { client, ports } = fakePlugin()
  let runOut = () => {}
  const wait = () => new Promise<void>(resolve => (runOut = resolve))
  const accounts = await openAgentAccounts(client, { ...ports, wait })
  // What mqtt.js does with a message when its connection has ended: nothing, ever.
  client.publishAsync = () => new Promise(() => undefined)
  const given = accounts.provision(agent, 'its password')
  const ended = assert.rejects(given, /did not answer createRole/)
  await new Promise(setImmediate)
  runOut()
  await ended
})
