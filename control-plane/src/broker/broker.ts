import type { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { Aedes } from 'aedes'
import { sparingly } from '../platform/sparingly.ts'
import { WaitingRoom } from '../platform/waiting-room.ts'
import type { BrokerDeps, BrokerLimits } from './broker-deps.ts'
import { Sessions } from './sessions.ts'

export interface Broker {
  /**
   * Takes over a byte stream that speaks MQTT 5. Destroys it at once when there are too many clients; while it has not
   * said who it is, it may have to give way to others.
   * @param from the client's address, as limits count it; null: a part of this process, which never gives way.
   */
  accept(stream: Duplex, from: string | null, request?: IncomingMessage): void
  /** Ids of the clients that are connected. */
  clientIds(): string[]
  /** Ends the session of a client that lost its rights. */
  kick(clientId: string): void
  readonly connections: number
  close(): Promise<void>
}

/** Records messages hold up to 20 manifests; nothing larger is a message of ours. */
const maximumPacketSize = 256 * 1024
const defaultLimits: BrokerLimits = {
  connections: 2000,
  waiting: { total: 1024, perAddress: 256 },
  messagesPerSecond: 50,
  messageBurst: 500,
}
/** CONNECT is the first thing that an agent says; nobody needs longer for it, ms. */
const connectTimeout = 5_000
/** Words about crowds stand in the log no more often than this, ms. */
const crowdedEveryMs = 60_000

/**
 * The embedded broker. It knows tokens and topics, nothing else: what it forgets (all of it, on a restart) is announced
 * again by agents and by the link role.
 */
export async function startBroker(deps: BrokerDeps, limits: BrokerLimits = defaultLimits): Promise<Broker> {
  const { clock, log } = deps
  const sessions = new Sessions(deps, limits)
  const streams = new Set<Duplex>()
  const crowded = sparingly(clock, crowdedEveryMs, (address: string, count: number) =>
    log.warn(
      { address, count },
      'this address holds many silent mqtt connections; its oldest give way. If it is your proxy, set TRUSTED_PROXIES.',
    ),
  )
  const room = new WaitingRoom(limits.waiting, crowded)
  /** How those leave the room that are in it. */
  const waiting = new Map<Duplex, () => void>()
  const settle = (stream: Duplex) => {
    waiting.get(stream)?.()
    waiting.delete(stream)
  }

  const aedes = await Aedes.createBroker({
    maximumPacketSize,
    // 0: no queue inside the emitter. It empties its queue by recursion, which overflows the stack when the subscriber
    // of thousands of queued messages has just gone. Each client still waits for its own message before the next.
    concurrency: 0,
    maxClientsIdLength: 64,
    connectTimeout,
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
      void sessions.admit(client, password).then(refusal => {
        if (refusal === null) settle(client.conn as Duplex)
        done(refusal, refusal === null)
      })
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
    accept: (stream, from, request) => {
      // First of all: a reset while nobody listens would end the process.
      stream.on('error', error => log.debug({ reason: error.message }, 'mqtt stream ended'))
      const known = streams.size - waiting.size
      if (known >= limits.connections) {
        log.warn({ connections: known }, 'too many mqtt connections; one was refused')
        stream.destroy()
        return
      }
      streams.add(stream)
      if (from !== null)
        waiting.set(
          stream,
          room.enter(from, () => stream.destroy()),
        )
      stream.once('close', () => {
        settle(stream)
        streams.delete(stream)
      })
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
