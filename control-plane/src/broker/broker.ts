import type { EventEmitter } from 'node:events'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import { Aedes, type AuthenticateError, type Client, type ConnectPacket } from 'aedes'
import type { TokenIdentity } from '../keys/access-token.ts'
import { linkSubject } from '../keys/link-token.ts'
import type { Log } from '../platform/log.ts'
import { refuseConnect } from './admit.ts'
import { RateCap } from './rate-cap.ts'
import { refusePublish, refuseSubscribe } from './rights.ts'

export interface BrokerDeps {
  readonly clock: Clock
  readonly log: Log
  /** @throws AppError `agent.refused` when the token is not ours, expired, or its agent revoked. */
  verify(token: string): Promise<TokenIdentity>
}

export interface BrokerLimits {
  /** All connections together, those that have not yet said who they are included. */
  readonly connections: number
  readonly messagesPerSecond: number
  readonly messageBurst: number
}

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

/** MQTT 5 2.4. */
const reason = { rateTooHigh: 0x96, administrative: 0x98, maximumConnectTime: 0xa0 } as const

interface Session {
  readonly who: TokenIdentity
  readonly rate: RateCap
}

/**
 * The embedded broker. It knows tokens and topics, nothing else: what it forgets (all of it, on a restart) is announced
 * again by agents and by the link role.
 */
export async function startBroker(deps: BrokerDeps, limits: BrokerLimits = defaultLimits): Promise<Broker> {
  const { clock, log } = deps
  const connects = new WeakMap<Client, ConnectPacket>()
  // Kept as long as the client object: its will is judged after it is gone.
  const sessions = new WeakMap<Client, Session>()
  const live = new Set<Client>()
  const streams = new Set<Duplex>()

  const authenticate = async (client: Client, password: Readonly<Buffer | undefined>): Promise<string | null> => {
    const connect = connects.get(client)
    if (!connect || !password) return 'no credentials'
    const who = await deps.verify(password.toString())
    const refusal = refuseConnect(who, connect)
    if (refusal !== null) return refusal
    const rate = new RateCap({ perSecond: limits.messagesPerSecond, burst: limits.messageBurst }, clock.monotonicMs())
    sessions.set(client, { who, rate })
    // Already here, not when it is ready: a kick in between must find it.
    live.add(client)
    return null
  }

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
      connects.set(client, packet)
      callback(null, true)
    },
    authenticate: (client, _username, password, done) => {
      authenticate(client, password)
        .catch((error: Error) => error.message)
        .then(refusal => {
          if (refusal === null) return done(null, true)
          done(Object.assign(new Error(refusal), { returnCode: 5 }) as AuthenticateError, false)
        })
    },
    authorizePublish: (client, packet, callback) => {
      const session = client && sessions.get(client)
      if (!client || !session) return callback(new Error('not authorised'))
      if (session.who.subject !== linkSubject && !session.rate.take(clock.monotonicMs())) {
        log.warn({ client: client.id }, 'mqtt client sends too fast and is disconnected')
        client.disconnect({ reasonCode: reason.rateTooHigh })
        return callback(new Error('message rate too high'))
      }
      const refusal = refusePublish(session.who, packet)
      callback(refusal === null ? null : new Error(refusal))
    },
    authorizeSubscribe: (client, subscription, callback) => {
      const session = sessions.get(client)
      const refusal = session ? refuseSubscribe(session.who, subscription.topic) : 'not authorised'
      if (refusal !== null) log.warn({ client: client.id, topic: subscription.topic }, `mqtt subscription: ${refusal}`)
      callback(null, refusal === null ? subscription : null)
    },
  })

  aedes.on('clientDisconnect', client => live.delete(client))
  aedes.on('clientError', (client, error) =>
    log.warn({ client: client.id, reason: error.message }, 'mqtt client error'),
  )
  aedes.on('connectionError', (_, error) => log.warn({ reason: error.message }, 'mqtt connection refused'))
  // The type leaves it out; without a listener it would end the process.
  ;(aedes as EventEmitter).on('error', (error: Error) => log.error({ err: error }, 'mqtt broker error'))

  const drop = (client: Client, reasonCode: number) => client.disconnect({ reasonCode })
  const stopSweep = clock.every(1000, () => {
    const now = clock.wallMs()
    for (const client of live) {
      if (client.closed) live.delete(client)
      else if ((sessions.get(client)?.who.expiresAtMs ?? 0) <= now) drop(client, reason.maximumConnectTime)
    }
  })

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
    clientIds: () => [...live].map(client => client.id),
    kick: clientId => {
      for (const client of live) if (client.id === clientId) drop(client, reason.administrative)
    },
    close: async () => {
      stopSweep()
      await new Promise<void>(resolve => aedes.close(resolve))
      for (const stream of streams) stream.destroy()
    },
  }
}
