import type { AuthenticateError, Client, ConnectPacket, PublishPacket, Subscription } from 'aedes'
import type { TokenIdentity } from '../keys/access-token.ts'
import { linkSubject } from '../keys/link-token.ts'
import { refuseConnect } from './admit.ts'
import type { BrokerDeps, BrokerLimits } from './broker-deps.ts'
import { RateCap } from './rate-cap.ts'
import { refusePublish, refuseSubscribe } from './rights.ts'

/** MQTT 5 2.4. */
const reason = { rateTooHigh: 0x96, administrative: 0x98, maximumConnectTime: 0xa0 } as const

interface Session {
  readonly who: TokenIdentity
  readonly rate: RateCap
}

/** Who is connected, and what each of them may do: the broker asks here before it does anything. */
export class Sessions {
  readonly #deps: BrokerDeps
  readonly #limits: BrokerLimits
  readonly #connects = new WeakMap<Client, ConnectPacket>()
  // Kept as long as the client object: its will is judged after it is gone.
  readonly #sessions = new WeakMap<Client, Session>()
  readonly #live = new Set<Client>()

  constructor(deps: BrokerDeps, limits: BrokerLimits) {
    this.#deps = deps
    this.#limits = limits
  }

  get clientIds(): string[] {
    return [...this.#live].map(client => client.id)
  }

  connecting(client: Client, packet: ConnectPacket): void {
    this.#connects.set(client, packet)
  }

  disconnected(client: Client): void {
    this.#live.delete(client)
  }

  /** Resolves with an error where the client may not come, never rejects. */
  async admit(client: Client, password: Readonly<Buffer | undefined>): Promise<AuthenticateError | null> {
    const refusal = await this.#authenticate(client, password).catch((error: Error) => error.message)
    return refusal === null ? null : (Object.assign(new Error(refusal), { returnCode: 5 }) as AuthenticateError)
  }

  /** An error where the message must not be passed on. A client that sends too fast is disconnected. */
  refusePublish(client: Client | null, packet: PublishPacket): Error | null {
    const session = client && this.#sessions.get(client)
    if (!client || !session) return new Error('not authorised')
    if (session.who.subject !== linkSubject && !session.rate.take(this.#deps.clock.monotonicMs())) {
      this.#deps.log.warn({ client: client.id }, 'mqtt client sends too fast and is disconnected')
      client.disconnect({ reasonCode: reason.rateTooHigh })
      return new Error('message rate too high')
    }
    const refusal = refusePublish(session.who, packet)
    return refusal === null ? null : new Error(refusal)
  }

  maySubscribe(client: Client, { topic }: Subscription): boolean {
    const session = this.#sessions.get(client)
    const refusal = session ? refuseSubscribe(session.who, topic) : 'not authorised'
    if (refusal !== null) this.#deps.log.warn({ client: client.id, topic }, `mqtt subscription: ${refusal}`)
    return refusal === null
  }

  kick(clientId: string): void {
    for (const client of this.#live)
      if (client.id === clientId) client.disconnect({ reasonCode: reason.administrative })
  }

  /** Ends the sessions whose token has run out. */
  sweep(): void {
    const now = this.#deps.clock.wallMs()
    for (const client of this.#live) {
      if (client.closed) this.#live.delete(client)
      else if ((this.#sessions.get(client)?.who.expiresAtMs ?? 0) <= now)
        client.disconnect({ reasonCode: reason.maximumConnectTime })
    }
  }

  async #authenticate(client: Client, password: Readonly<Buffer | undefined>): Promise<string | null> {
    const connect = this.#connects.get(client)
    if (!connect || !password) return 'no credentials'
    const who = await this.#deps.verify(password.toString())
    const refusal = refuseConnect(who, connect)
    if (refusal !== null) return refusal
    const { messagesPerSecond: perSecond, messageBurst: burst } = this.#limits
    const rate = new RateCap({ perSecond, burst }, this.#deps.clock.monotonicMs())
    this.#sessions.set(client, { who, rate })
    // Already here, not when it is ready: a kick in between must find it.
    this.#live.add(client)
    return null
  }
}
