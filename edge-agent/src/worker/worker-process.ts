import type { Duplex } from 'node:stream'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { type ErrorCode, errorCodes } from '@nightjar/shared/errors/codes.ts'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { Log } from '../platform/log.ts'
import type { Child, Spawner } from '../platform/spawn.ts'
import { PendingRequests } from './pending-requests.ts'
import type {
  AnswerOf,
  AskOf,
  FromWorker,
  RequestName,
  ToWorker,
  WorkerFailure,
  WorkerKind,
  WorkerProtocol,
} from './protocol.ts'

export interface WorkerDeps {
  readonly clock: Clock
  readonly spawner: Spawner
  readonly log: Log
}

export interface WorkerEnd {
  /** It died by itself; or we killed it, because it said nothing any more or took too much memory. */
  readonly cause: 'died' | 'hung' | 'too-large'
  /** Both null when it could not be started. */
  readonly code: number | null
  readonly signal: string | null
  readonly livedMs: number
}

const tickMs = 1_000
/** Ticks without a word from the process, after which it is taken for hung. */
const silentTicks = 15
/** Time to finish for a process that was told to stop. */
const stopMs = 15_000

/** One life of a worker, from its start to its end; never a second one. */
export class WorkerProcess<P extends WorkerProtocol> {
  /** Resolves when the process is gone; never rejects. */
  readonly over: Promise<WorkerEnd>
  readonly #kind: WorkerKind<P>
  readonly #who: string
  readonly #deps: WorkerDeps
  readonly #child: Child
  readonly #pending: PendingRequests
  readonly #report: (report: P['report']) => void
  readonly #startedMs: number
  readonly #stopTick: () => void
  #silence = 0
  #cause: WorkerEnd['cause'] = 'died'
  #state: 'running' | 'stopping' | 'over' = 'running'

  /** @param who in logs and errors, e.g. "the recorder process". */
  constructor(kind: WorkerKind<P>, who: string, report: (report: P['report']) => void, deps: WorkerDeps) {
    const { clock, spawner } = deps
    this.#kind = kind
    this.#who = who
    this.#report = report
    this.#deps = deps
    this.#pending = new PendingRequests(clock)
    this.#startedMs = clock.monotonicMs()
    const { promise, resolve } = Promise.withResolvers<WorkerEnd>()
    this.over = promise
    const handlers = {
      message: (message: unknown) => this.#heard(message as FromWorker<P>),
      exited: (code: number | null, signal: string | null) => resolve(this.#ended(code, signal)),
    }
    const { modulePath, nodeOptions, pipes } = kind
    this.#child = spawner.node(modulePath, handlers, { nodeOptions, pipes })
    this.#stopTick = clock.every(tickMs, () => this.#tick())
  }

  /** See `Child.pipes`. */
  get pipes(): readonly Duplex[] {
    return this.#child.pipes
  }

  tell(order: P['order']): void {
    this.#send({ type: 'order', order })
  }

  /**
   * @throws AppError `agent.timeout` after the request's own deadline, `service.unavailable` when the process is gone,
   * else what the worker threw: its code and public sentence.
   */
  async ask<Name extends RequestName<P>>(name: Name, ask: AskOf<P, Name>): Promise<AnswerOf<P, Name>> {
    if (this.#state !== 'running') throw unavailable(this.#who)
    const deadlineMs = this.#kind.deadlinesMs[name]
    const { id, answer } = this.#pending.open(deadlineMs, `${this.#who} did not answer to ${name} in ${deadlineMs} ms`)
    this.#send({ type: 'request', id, name, ask })
    return (await answer) as AnswerOf<P, Name>
  }

  /** Lets it finish, for 15 s at most. Resolves when it is gone. */
  async stop(): Promise<void> {
    if (this.#state === 'running') {
      this.#state = 'stopping'
      this.#stopTick()
      this.#send({ type: 'stop' })
      const patience = new AbortController()
      this.#deps.clock.sleep(stopMs, patience.signal).then(
        () => this.kill(),
        () => {},
      )
      void this.over.then(() => patience.abort())
    }
    await this.over
  }

  /** SIGKILL. */
  kill(): void {
    this.#child.kill()
  }

  #send(message: ToWorker<P>): void {
    this.#child.send(message)
  }

  #heard(message: FromWorker<P>): void {
    this.#silence = 0
    if (message.type === 'report') this.#report(message.report)
    else if (message.type !== 'answer') return
    else if (message.failure) this.#pending.reject(message.id, publicError(message.failure))
    else this.#pending.resolve(message.id, message.answer)
  }

  /** Counts ticks, not time: a main process that was itself stopped must not take that out on its child. */
  #tick(): void {
    this.#silence++
    if (this.#silence === silentTicks) this.#put('hung', 'hangs')
    else if (this.#isTooLarge()) this.#put('too-large', 'takes too much memory')
  }

  #isTooLarge(): boolean {
    const limit = this.#kind.residentLimitBytes
    return limit !== undefined && (this.#child.residentBytes() ?? 0) > limit
  }

  #put(cause: WorkerEnd['cause'], why: string): void {
    this.#cause = cause
    this.#stopTick()
    this.#deps.log.error(`${this.#who} ${why} and is killed`)
    this.kill()
  }

  #ended(code: number | null, signal: string | null): WorkerEnd {
    this.#state = 'over'
    this.#stopTick()
    const how = code === null && signal === null ? 'could not be started' : `ended with ${signal ?? code}`
    this.#pending.rejectAll(new AppError('service.unavailable', { detail: `${this.#who} ${how}` }))
    return { cause: this.#cause, code, signal, livedMs: this.#deps.clock.monotonicMs() - this.#startedMs }
  }
}

/** There is no process to ask. */
export const unavailable = (who: string): AppError =>
  new AppError('service.unavailable', { detail: `${who} is not running` })

function publicError({ code, message, certificate }: WorkerFailure): AppError {
  const known = Object.hasOwn(errorCodes, code) ? (code as ErrorCode) : 'service.internal'
  return new AppError(known, { message, ...(certificate && { certificate }) })
}
