import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { AgentAddress, MessageDefinition, PayloadOf } from '@nightjar/shared/protocol/define-message.ts'
import { createBackoff } from '@nightjar/shared/retry/backoff.ts'
import type { TokenSource } from '../api/token-source.ts'
import type { FactBus } from '../facts/fact-bus.ts'
import type { Log } from '../platform/log.ts'
import { type Connection, connect } from './connection.ts'
import { createReceiver, type DownHandlers } from './down-messages.ts'

const renewal = 'token renewal'

/**
 * The one MQTT connection of the agent: outbound, MQTT 5, its token as password. `run` keeps it up until aborted and
 * says by `linkChanged` whether it is; the token is renewed by a clean reconnect, which does not set off the will.
 */
export function createMqttSession(deps: {
  address: AgentAddress
  controlPlane: string
  tokens: TokenSource
  facts: Pick<FactBus, 'publish'>
  clock: Clock
  random: () => number
  log: Log
}) {
  const { address, facts, log, clock, tokens } = deps
  // Spread widely, so that a thousand agents never return at once.
  const jitter = { from: 0.2, to: 1, random: deps.random }
  const backoff = createBackoff({ firstMs: 1_000, maxMs: 30_000, jitter })
  let current: Connection | null = null

  /** Resolves with why the connection ended. */
  async function attempt(received: ReturnType<typeof createReceiver>, signal: AbortSignal): Promise<string> {
    const { mqtt } = await tokens.get()
    const connection = await connect({ address, controlPlane: deps.controlPlane, mqtt, clock, received })
    const over = new AbortController()
    try {
      await connection.subscribe()
      current = connection
      backoff.reset()
      log.info('link is up')
      facts.publish({ kind: 'linkChanged', isUp: true })
      const renew = clock.sleep(tokens.untilRefreshMs() + 1_000, AbortSignal.any([signal, over.signal])).then(
        () => renewal,
        () => 'stopped',
      )
      return await Promise.race([connection.ended, renew])
    } finally {
      if (current) facts.publish({ kind: 'linkChanged', isUp: false })
      current = null
      over.abort()
      await connection.close()
    }
  }

  return {
    async run(handlers: DownHandlers, signal: AbortSignal): Promise<void> {
      const received = createReceiver({ address, handlers, log })
      while (!signal.aborted) {
        let reason: string
        try {
          reason = await attempt(received, signal)
        } catch (error) {
          reason = reasonOf(error)
          if (/not authori[sz]ed|bad user/i.test(reason)) tokens.drop()
        }
        if (signal.aborted) return
        if (reason === renewal) continue
        const waitMs = backoff.next()
        log.warn({ reason, waitMs }, 'link is down')
        await clock.sleep(waitMs, signal).catch(() => undefined)
      }
    },
    connected: (): boolean => current !== null,
    /** Resolves when the broker has it (QoS 1). @throws Error when the link is down or goes down first. */
    async publish<Definition extends MessageDefinition>(
      message: Definition,
      payload: PayloadOf<Definition>,
    ): Promise<void> {
      if (!current) throw new Error('link is down')
      await current.publish(message, payload)
    },
  }
}
/** For people where only they can mend it; what went wrong otherwise. */
function reasonOf(error: unknown): string {
  if (error instanceof AppError && error.kind === 'forbidden') return error.publicMessage
  return error instanceof Error ? error.message : String(error)
}
export type MqttSession = ReturnType<typeof createMqttSession>
