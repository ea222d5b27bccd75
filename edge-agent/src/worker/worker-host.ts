import type { Duplex } from 'node:stream'
import type { AnswerOf, AskOf, RequestName, WorkerKind, WorkerProtocol } from './protocol.ts'
import type { RestartPolicy } from './restart-policy.ts'
import { unavailable, type WorkerDeps, type WorkerEnd, WorkerProcess } from './worker-process.ts'

/** A process that has just been started. */
export interface FreshWorker<P extends WorkerProtocol> {
  tell(order: P['order']): void
  /** See `Child.pipes`; they belong to this process and end with it. */
  readonly pipes: readonly Duplex[]
}

export interface WorkerHostOptions<P extends WorkerProtocol> extends WorkerDeps {
  readonly kind: WorkerKind<P>
  /** Which one of its kind it is, for logs and errors, where there are several. */
  readonly key?: string
  readonly policy: RestartPolicy
  /** A new process knows nothing: what it is to do is said again. The first one is there before the host is. */
  readonly started: (worker: FreshWorker<P>) => void
  readonly report: (report: P['report']) => void
  /** It ended without being told to; what follows waits until this resolves. */
  readonly died?: (end: WorkerEnd) => void | Promise<void>
  /** After `died`, where the policy says so: no other process is started before `reset`. */
  readonly isolated?: (end: WorkerEnd) => void
}

export interface WorkerHost<P extends WorkerProtocol> {
  readonly isIsolated: boolean
  /** Nothing happens while there is no process: `started` says everything to the next one. */
  tell(order: P['order']): void
  /**
   * @throws AppError `agent.timeout` after the request's own deadline, `service.unavailable` where there is no process
   * or it ends meanwhile, else what the worker threw.
   */
  ask<Name extends RequestName<P>>(name: Name, ask: AskOf<P, Name>): Promise<AnswerOf<P, Name>>
  /** The policy forgets what was; an isolated worker is started again. */
  reset(): void
  /** Lets the process finish, for 15 s at most; nothing is started after it. Resolves when all is over. */
  stop(): Promise<void>
}

/** Keeps one worker running: starts it, starts it again as the policy says, and ends it. */
export function startWorkerHost<P extends WorkerProtocol>(options: WorkerHostOptions<P>): WorkerHost<P> {
  return new Host(options)
}

class Host<P extends WorkerProtocol> implements WorkerHost<P> {
  readonly #options: WorkerHostOptions<P>
  readonly #who: string
  readonly #stopping = new AbortController()
  readonly #life: Promise<void>
  #process: WorkerProcess<P> | null = null
  /** Ends the isolation. */
  #release: (() => void) | null = null

  constructor(options: WorkerHostOptions<P>) {
    this.#options = options
    this.#who = `the ${options.kind.name} process${options.key === undefined ? '' : ` of ${options.key}`}`
    this.#life = this.#live()
  }

  get isIsolated(): boolean {
    return this.#release !== null
  }

  tell(order: P['order']): void {
    this.#process?.tell(order)
  }

  async ask<Name extends RequestName<P>>(name: Name, ask: AskOf<P, Name>): Promise<AnswerOf<P, Name>> {
    if (!this.#process) throw unavailable(this.#who)
    return this.#process.ask(name, ask)
  }

  reset(): void {
    this.#options.policy.reset()
    this.#release?.()
  }

  async stop(): Promise<void> {
    this.#stopping.abort()
    this.#release?.()
    await this.#process?.stop()
    await this.#life
  }

  async #live(): Promise<void> {
    const { signal } = this.#stopping
    while (!signal.aborted) {
      const end = await this.#run()
      if (signal.aborted) return
      await this.#cleanUp(end)
      if (signal.aborted) return
      await this.#await(end)
    }
  }

  /** One life of the process. */
  async #run(): Promise<WorkerEnd> {
    const { kind, started, report } = this.#options
    const process = new WorkerProcess(kind, this.#who, report, this.#options)
    this.#process = process
    started(process)
    const end = await process.over
    this.#process = null
    return end
  }

  async #cleanUp(end: WorkerEnd): Promise<void> {
    const { log, died } = this.#options
    log.error({ code: end.code, signal: end.signal }, `${this.#who} died`)
    try {
      await died?.(end)
    } catch (error) {
      log.error({ err: error }, `clean-up after ${this.#who} failed`)
    }
  }

  /** Until the next process may be started. */
  async #await(end: WorkerEnd): Promise<void> {
    const { policy, clock, log, isolated } = this.#options
    const next = policy.died(end.livedMs)
    if (next.verdict === 'restart') return clock.sleep(next.pauseMs, this.#stopping.signal).catch(() => {})
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#release = resolve
    log.error({ cause: end.cause }, `${this.#who} is not started again`)
    isolated?.(end)
    await promise
    this.#release = null
  }
}
