import type { Clock } from '@nightjar/shared/platform/clock.ts'
import {
  type AgentAddress,
  agentTopicFilters,
  type MessageDefinition,
  type PayloadOf,
  topicOf,
} from '@nightjar/shared/protocol/define-message.ts'
import { agentStatus } from '@nightjar/shared/protocol/messages/agent-status.ts'
import { connectAsync, type MqttClient } from 'mqtt'
import type { TokenSource } from '../api/token-source.ts'

type Token = Awaited<ReturnType<TokenSource['get']>>

/** Longer than any token lives, so that the broker keeps our subscriptions while we reconnect. */
const sessionExpirySeconds = 3600
const keepaliveSeconds = 20
const connectTimeoutMs = 15_000
/** What is under way at a clean end may still arrive for this long. */
const farewellMs = 3_000

/** One connection to the broker, from its CONNECT to its end. */
export interface Connection {
  /** Resolves with the reason when the connection is no more; never rejects. */
  readonly ended: Promise<string>
  /** To all that is said to this agent. @throws Error when the connection ends first. */
  subscribe(): Promise<void>
  /** Resolves when the broker has it (QoS 1). @throws Error when the connection ends first. */
  publish<Definition extends MessageDefinition>(message: Definition, payload: PayloadOf<Definition>): Promise<void>
  close(): Promise<void>
}

/** @throws Error when the broker cannot be reached or refuses. */
export async function connect(deps: {
  address: AgentAddress
  controlPlane: string
  mqtt: Token['mqtt']
  clock: Clock
  received: (topic: string, payload: Uint8Array) => void
}): Promise<Connection> {
  const { address, mqtt } = deps
  const client = await connectAsync(
    mqttUrl(mqtt.url, deps.controlPlane),
    {
      protocolVersion: 5,
      clientId: address.agentId,
      username: mqtt.username,
      password: mqtt.password,
      clean: false,
      keepalive: keepaliveSeconds,
      connectTimeout: connectTimeoutMs,
      reconnectPeriod: 0,
      properties: { sessionExpiryInterval: sessionExpirySeconds },
      will: {
        topic: topicOf(agentStatus, address),
        payload: Buffer.from('{"state":"offline"}'),
        qos: 1,
        retain: true,
      },
    },
    false,
  )
  const ended = new Promise<string>(resolve => {
    client.once('close', () => resolve('connection lost'))
    client.on('error', error => resolve(error.message))
    client.on('disconnect', packet => resolve(`closed by the broker (${packet.reasonCode ?? 0})`))
  })
  client.on('message', deps.received)
  return {
    ended,
    subscribe: async () =>
      void (await unlessEnded(client.subscribeAsync(agentTopicFilters(address).subscribe, { qos: 1 }), ended)),
    async publish(message, payload) {
      const body = Buffer.from(JSON.stringify(message.schema.parse(payload)))
      const { qos, retain } = message
      await unlessEnded(client.publishAsync(topicOf(message, address), body, { qos, retain }), ended)
    },
    close: () => end(client, deps.clock),
  }
}

/** A promise of the client never settles when its connection ends in between. */
const unlessEnded = <Result>(work: Promise<Result>, ended: Promise<string>): Promise<Result> =>
  Promise.race([
    work,
    ended.then((reason): Result => {
      throw new Error(reason)
    }),
  ])

/**
 * A clean end sends DISCONNECT, so that a renewal or a stop is not announced as a failure. It waits for every
 * acknowledgement under way, which on a dead connection is for ever: such a one is cut instead.
 */
async function end(client: MqttClient, clock: Clock): Promise<void> {
  if (!client.connected) {
    client.end(true)
    return
  }
  const farewell = new AbortController()
  const patience = clock.sleep(farewellMs, farewell.signal).catch(() => undefined)
  await Promise.race([client.endAsync().catch(() => undefined), patience])
  farewell.abort()
  // Not end(true): after a clean end has begun that does nothing.
  client.stream.destroy()
}

/** `/mqtt` means: at the control plane's own origin, by WebSocket. */
function mqttUrl(url: string, controlPlane: string): string {
  return url.startsWith('/') ? new URL(url, controlPlane.replace(/^http/, 'ws')).href : url
}
