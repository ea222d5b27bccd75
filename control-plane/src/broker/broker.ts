import type { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { Aedes } from 'aedes'
import type { BrokerDeps, BrokerLimits } from './broker-deps.ts'
import { Sessions } from './sessions.ts'

export interface Broker {
  /** Takes over a byte stream that speaks MQTT 5. Destroys it at once when there are too many. */
  accept(stream: Duplex, request?: IncomingMessage): void
  /** Ids of the clients that are connected. */
  clientIds(): string[]
  /** Ends the session of a client that lost its rights. */
  kick(clientId: string): void
  readonly connections: number
  close(): Promise<void>
}

/** Records messages hold up to 20 manifests; nothing larger is a message of ours. */
const maximumPacketSize = 256 * 1024
const defaultLimits: BrokerLimits = { connections: 2000, messagesPerSecond: 50, messageBurst: 500 }

/**
 * The embedded broker. It knows tokens and topics, nothing else: what it forgets (all of it, on a restart) is announced
 * again by agents and by the link role.
 */
export async function startBroker(deps: BrokerDeps, limits: BrokerLimits = defaultLimits): Promise<Broker> {
  const { clock, log } = deps
  const sessions = new Sessions(deps, limits)
  const streams = new Set<Duplex>()

  const aedes = await Aedes.createBroker({
    maximumPacketSize,
    // 0: no queue inside the emitter. It empties its queue by recursion, which overflows the stack when the subscriber
    // of thousands of queued messages has just gone. Each client still waits for its own message before the next.
    concurrency: 0,
    maxClientsIdLength: 64,
    connectTimeout: 10_000,
    drainTimeout: 20_000,
    keepaliveLimit: 120,
    maxTopicLevels: 8,
    // A queue for an agent that is away is a convenience: its own outbox and our rows are what lasts.
    sessionExpiryIntervalLimit: 3600,
    pendingSessionsLimit: limits.connections,
    preConnect: (client, packet, callback) => {
      sessions.connecting(client, packet)
      callback(null, true)
    },
    authenticate: (client, _username, password, done) => {
      void sessions.admit(client, password).then(refusal => done(refusal, refusal === null))
    },
    authorizePublish: (client, packet, callback) => callback(sessions.refusePublish(client, packet)),
    authorizeSubscribe: (client, subscription, callback) =>
      callback(null, sessions.maySubscribe(client, subscription) ? subscription : null),
  })

  aedes.on('clientDisconnect', client => sessions.disconnected(client))
  aedes.on('clientError', (client, error) =>
    log.warn({ client: client.id, reason: error.message }, 'mqtt client error'),
  )
  aedes.on('connectionError', (_, error) => log.warn({ reason: error.message }, 'mqtt connection refused'))
  // The type leaves it out; without a listener it would end the process.
  ;(aedes as EventEmitter).on('error', (error: Error) => log.error({ err: error }, 'mqtt broker error'))

  const stopSweep = clock.every(1000, () => sessions.sweep())

  return {
    get connections() {
      return streams.size
    },
    accept: (stream, request) => {
      // First of all: a reset while nobody listens would end the process.
      stream.on('error', error => log.debug({ reason: error.message }, 'mqtt stream ended'))
      if (streams.size >= limits.connections) {
        log.warn({ connections: streams.size }, 'too many mqtt connections; one was refused')
        stream.destroy()
        return
      }
      streams.add(stream)
      stream.once('close', () => streams.delete(stream))
      aedes.handle(stream, request)
    },
    clientIds: () => sessions.clientIds,
    kick: clientId => sessions.kick(clientId),
    close: async () => {
      stopSweep()
      await new Promise<void>(resolve => aedes.close(resolve))
      for (const stream of streams) stream.destroy()
    },
  }
}
