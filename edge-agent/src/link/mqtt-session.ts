import type { Clock } from '@nightjar/shared/platform/clock.ts'
import {
  type AgentAddress,
  agentTopicFilters,
  type MessageDefinition,
  type PayloadOf,
  parseTopic,
  topicOf,
} from '@nightjar/shared/protocol/define-message.ts'
import { agentStatus } from '@nightjar/shared/protocol/messages/agent-status.ts'
import { command } from '@nightjar/shared/protocol/messages/command.ts'
import { configHint } from '@nightjar/shared/protocol/messages/config-hint.ts'
import { outboxAck } from '@nightjar/shared/protocol/messages/outbox-ack.ts'
import { createBackoff } from '@nightjar/shared/retry/backoff.ts'
import { connectAsync, type MqttClient } from 'mqtt'
import type { TokenSource } from '../api/token-source.ts'
import type { Log } from '../platform/log.ts'

const down = [configHint, command, outboxAck] as const
type DownMessage = (typeof down)[number]

/** Longer than any token lives, so that the broker keeps our subscriptions while we reconnect. */
const sessionExpirySeconds = 3600
const keepaliveSeconds = 20
const connectTimeoutMs = 15_000
/** What is under way at a clean end may still arrive for this long. */
const farewellMs = 3_000

export interface LinkHandlers {
  /** After every (re)connect: time to say everything again. */
  connected(): void
  disconnected(reason: string): void
  configHint(payload: PayloadOf<typeof configHint>): void
  command(payload: PayloadOf<typeof command>): void
  outboxAck(payload: PayloadOf<typeof outboxAck>): void
}

/**
 * The one MQTT connection of the agent: outbound, MQTT 5, its token as password. `run` keeps it up until aborted;
 * the token is renewed by a clean reconnect, which does not set off the will.
 */
export function createMqttSession(deps: {
  address: AgentAddress
  controlPlane: string
  tokens: TokenSource
  clock: Clock
  random: () => number
  log: Log
  handlers: LinkHandlers
}) {
  const { address, log, handlers } = deps
  // Spread widely, so that a thousand agents never return at once.
  const jitter = { from: 0.2, to: 1, random: deps.random }
  const backoff = createBackoff({ firstMs: 1_000, maxMs: 30_000, jitter })
  let current: { readonly client: MqttClient; readonly ended: Promise<string> } | null = null

  function receive(topic: string, payload: Uint8Array): void {
    const parsed = parseTopic(topic)
    const message = down.find(candidate => candidate.leaf === parsed?.leaf)
    if (!message || parsed?.agentId !== address.agentId) {
      log.warn({ topic }, 'message on an unknown topic')
      return
    }
    const result = parsePayload(message, payload)
    if (result) dispatch(message, result)
    else log.warn({ message: message.name }, 'message does not have its form; ignored')
  }

  function dispatch(message: DownMessage, payload: unknown): void {
    if (message === configHint) handlers.configHint(payload as PayloadOf<typeof configHint>)
    else if (message === command) handlers.command(payload as PayloadOf<typeof command>)
    else handlers.outboxAck(payload as PayloadOf<typeof outboxAck>)
  }

  /** One connection, from CONNECT to its end; resolves with the reason. */
  async function attempt(signal: AbortSignal): Promise<string> {
    const token = await deps.tokens.get()
    const connection = await connectAsync(
      mqttUrl(token.mqtt.url, deps.controlPlane),
      {
        protocolVersion: 5,
        clientId: address.agentId,
        username: token.mqtt.username,
        password: token.mqtt.password,
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
      connection.once('close', () => resolve('connection lost'))
      connection.on('error', error => resolve(error.message))
      connection.on('disconnect', packet => resolve(`closed by the broker (${packet.reasonCode ?? 0})`))
    })
    connection.on('message', receive)
    const renewal = new AbortController()
    try {
      await unlessEnded(connection.subscribeAsync(agentTopicFilters(address).subscribe, { qos: 1 }), ended)
      current = { client: connection, ended }
      backoff.reset()
      log.info('link is up')
      handlers.connected()
      const renew = deps.clock
        .sleep(deps.tokens.untilRefreshMs() + 1_000, AbortSignal.any([signal, renewal.signal]))
        .then(
          () => 'token renewal',
          () => 'stopped',
        )
      return await Promise.race([ended, renew])
    } finally {
      current = null
      renewal.abort()
      await end(connection, deps.clock)
    }
  }

  return {
    async run(signal: AbortSignal): Promise<void> {
      while (!signal.aborted) {
        let reason: string
        try {
          reason = await attempt(signal)
        } catch (error) {
          reason = error instanceof Error ? error.message : String(error)
          if (/not authori[sz]ed|bad user/i.test(reason)) deps.tokens.drop()
        }
        if (signal.aborted) return
        handlers.disconnected(reason)
        if (reason === 'token renewal') continue
        const waitMs = backoff.next()
        log.warn({ reason, waitMs }, 'link is down')
        await deps.clock.sleep(waitMs, signal).catch(() => undefined)
      }
    },
    connected: (): boolean => current !== null,
    /** Resolves when the broker has it (QoS 1). @throws Error when the link is down or goes down first. */
    async publish<Definition extends MessageDefinition>(
      message: Definition,
      payload: PayloadOf<Definition>,
    ): Promise<void> {
      if (!current) throw new Error('link is down')
      const { client, ended } = current
      const body = Buffer.from(JSON.stringify(message.schema.parse(payload)))
      const { qos, retain } = message
      await unlessEnded(client.publishAsync(topicOf(message, address), body, { qos, retain }), ended)
    },
  }
}
export type MqttSession = ReturnType<typeof createMqttSession>

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
async function end(connection: MqttClient, clock: Clock): Promise<void> {
  if (!connection.connected) {
    connection.end(true)
    return
  }
  const farewell = new AbortController()
  const patience = clock.sleep(farewellMs, farewell.signal).catch(() => undefined)
  await Promise.race([connection.endAsync().catch(() => undefined), patience])
  farewell.abort()
  // Not end(true): after a clean end has begun that does nothing.
  connection.stream.destroy()
}

function parsePayload(message: MessageDefinition, payload: Uint8Array): unknown {
  try {
    return message.schema.parse(JSON.parse(Buffer.from(payload).toString('utf8')))
  } catch {
    return null
  }
}

/** `/mqtt` means: at the control plane's own origin, by WebSocket. */
function mqttUrl(url: string, controlPlane: string): string {
  return url.startsWith('/') ? new URL(url, controlPlane.replace(/^http/, 'ws')).href : url
}
