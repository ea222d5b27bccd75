import type { Duplex } from 'node:stream'
import {
  type AgentAddress,
  agentTopicFilters,
  type MessageDefinition,
  type PayloadOf,
  topicOf,
} from '@nightjar/shared/protocol/define-message.ts'
import mqtt, { type IClientOptions, MqttClient } from 'mqtt'

/** Where the broker is: an address, or a stream into the broker of this process. */
export type LinkTarget = { readonly url: string } | { readonly openStream: () => Duplex }

export interface LinkCredentials {
  readonly clientId: string
  readonly username: string
  readonly password: string
}

export interface Incoming {
  readonly topic: string
  readonly payload: Uint8Array
  /** Kept by the broker from before the subscription: may be old. */
  readonly retained: boolean
}

export interface PublishOptions {
  /** The broker drops it undelivered after this many seconds. */
  readonly expirySeconds?: number
}

/** One connection to the broker, from CONNACK to its end. The only code that holds an MQTT client. */
export interface LinkSession {
  /** Resolves when the broker took it. */
  publish<D extends MessageDefinition>(
    message: D,
    to: AgentAddress,
    payload: PayloadOf<D>,
    options?: PublishOptions,
  ): Promise<void>
  listenTo(agents: readonly AgentAddress[]): Promise<void>
  stopListeningTo(agents: readonly AgentAddress[]): Promise<void>
  /** Resolves, never rejects, with the reason when the connection is over. */
  readonly ended: Promise<string>
  close(): Promise<void>
  /** For broker administration inside this folder. */
  readonly client: MqttClient
}

/** Subscriptions per SUBSCRIBE packet: 200 topics of 90 bytes stay far below any packet limit. */
const batchSize = 200

function optionsFor(credentials: LinkCredentials): IClientOptions {
  return {
    ...credentials,
    protocolVersion: 5,
    clean: true,
    keepalive: 20,
    connectTimeout: 10_000,
    // One attempt; the caller decides when there is another.
    reconnectPeriod: 0,
    resubscribe: false,
    properties: { receiveMaximum: 256 },
  }
}

/** @throws Error when the broker cannot be reached or refuses; `signal` ends the attempt. */
export async function openSession(
  target: LinkTarget,
  credentials: LinkCredentials,
  onMessage: (message: Incoming) => void,
): Promise<LinkSession> {
  const options = optionsFor(credentials)
  const client =
    'url' in target ? mqtt.connect(target.url, options) : new MqttClient(() => target.openStream(), options)
  let lastError = 'connection closed'
  client.on('error', error => {
    lastError = error.message
  })
  client.on('disconnect', packet => {
    lastError = `disconnected by the broker, reason ${packet.reasonCode ?? 0}`
  })
  const ended = new Promise<string>(resolve => {
    client.once('close', () => {
      client.end(true)
      resolve(lastError)
    })
  })
  client.on('message', (topic, payload, packet) => onMessage({ topic, payload, retained: packet.retain }))
  await Promise.race([
    new Promise<void>(resolve => client.once('connect', () => resolve())),
    ended.then(reason => {
      throw new Error(reason)
    }),
  ])
  return sessionOver(client, ended)
}

function sessionOver(client: MqttClient, ended: Promise<string>): LinkSession {
  const filtersOf = (agents: readonly AgentAddress[]) => agents.map(agent => agentTopicFilters(agent).publish)
  const inBatches = async (filters: string[], act: (batch: string[]) => Promise<unknown>) => {
    for (let from = 0; from < filters.length; from += batchSize) await act(filters.slice(from, from + batchSize))
  }
  // A promise of the client never settles when its connection ends in between.
  const orEnded = <T>(work: Promise<T>): Promise<T> =>
    Promise.race([
      work,
      ended.then((reason): T => {
        throw new Error(reason)
      }),
    ])
  return {
    client,
    ended,
    publish: async (message, to, payload, options = {}) => {
      const properties =
        options.expirySeconds === undefined ? {} : { properties: { messageExpiryInterval: options.expirySeconds } }
      const send = client.publishAsync(topicOf(message, to), JSON.stringify(payload), {
        qos: message.qos,
        retain: message.retain,
        ...properties,
      })
      await orEnded(send)
    },
    listenTo: agents => inBatches(filtersOf(agents), batch => orEnded(client.subscribeAsync(batch, { qos: 1 }))),
    stopListeningTo: agents => inBatches(filtersOf(agents), batch => orEnded(client.unsubscribeAsync(batch))),
    close: async () => {
      await client.endAsync().catch(() => client.end(true))
    },
  }
}
