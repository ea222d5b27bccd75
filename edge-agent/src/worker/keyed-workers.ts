import { isDeepStrictEqual } from 'node:util'
import type { Random } from '../platform/random.ts'
import { isolateOnSecond } from './isolate-policy.ts'
import type { AnswerOf, AskOf, RequestName, WorkerKind, WorkerProtocol } from './protocol.ts'
import { type FreshWorker, startWorkerHost, type WorkerHost } from './worker-host.ts'
import { unavailable, type WorkerDeps, type WorkerEnd } from './worker-process.ts'

/** One camera costs no other one anything: its worker ended twice and is not started again. */
export interface Isolation {
  /** The camera. */
  readonly key: string
  readonly cause: WorkerEnd['cause']
}

export interface KeyedWorkersOptions<P extends WorkerProtocol> extends WorkerDeps {
  readonly kind: WorkerKind<P>
  readonly random: Random
  /** A process was started and told its order; its pipes are here to be joined to what they feed. */
  readonly started?: (key: string, worker: FreshWorker<P>) => void
  readonly report: (key: string, report: P['report']) => void
  /** As in `WorkerHostOptions`, for each key. */
  readonly died?: (key: string, end: WorkerEnd) => void | Promise<void>
  readonly isolated: (isolation: Isolation) => void
}

/**
 * A worker for each camera, so that what ends one is no other camera's. The first end is followed by a restart, the
 * second one within ten minutes isolates the camera. The ways back: another order for it, or {@link reset}.
 */
export class KeyedWorkers<P extends WorkerProtocol> {
  readonly #options: KeyedWorkersOptions<P>
  #wanted: ReadonlyMap<string, P['order']> = new Map()
  readonly #hosts = new Map<string, WorkerHost<P>>()
  /** Workers that were taken away, until they are gone: two of one camera would open it twice. */
  readonly #leaving = new Map<string, Promise<void>>()

  constructor(options: KeyedWorkersOptions<P>) {
    this.#options = options
  }

  /** Keys whose camera has no worker, and gets none until there is a way back. */
  get isolated(): readonly string[] {
    return [...this.#hosts].filter(([, host]) => host.isIsolated).map(([key]) => key)
  }

  /**
   * The whole desired set: each key with the order that its worker is to carry out, which every new process is told
   * first. An order that is unchanged touches nothing; another one is told to the worker, isolated or not.
   */
  setOrders(wanted: ReadonlyMap<string, P['order']>): void {
    const before = this.#wanted
    this.#wanted = new Map(wanted)
    for (const [key, host] of this.#hosts) if (!wanted.has(key)) this.#leave(key, host)
    for (const [key, order] of this.#wanted) {
      const host = this.#hosts.get(key)
      if (!host) this.#start(key)
      else if (!isDeepStrictEqual(before.get(key), order)) {
        // What happened with the other order says nothing about this one. A worker that this starts is told it then.
        host.reset()
        host.tell(order)
      }
    }
  }

  /** Tries an isolated camera again. Nothing happens to one that is not here. */
  reset(key: string): void {
    this.#hosts.get(key)?.reset()
  }

  /** See `WorkerHost.ask`. @throws AppError `service.unavailable` too where there is no such worker. */
  async ask<Name extends RequestName<P>>(key: string, name: Name, ask: AskOf<P, Name>): Promise<AnswerOf<P, Name>> {
    const host = this.#hosts.get(key)
    if (!host) throw unavailable(`the ${this.#options.kind.name} process of ${key}`)
    return host.ask(name, ask)
  }

  /** Lets all finish, for 15 s at most. Resolves when all are gone. */
  async stop(): Promise<void> {
    this.setOrders(new Map())
    await Promise.all(this.#leaving.values())
  }

  #start(key: string): void {
    if (this.#leaving.has(key)) return
    const { kind, clock, random, spawner, log, started, report, died, isolated } = this.#options
    const host = startWorkerHost<P>({
      kind,
      key,
      policy: isolateOnSecond(clock, random),
      clock,
      spawner,
      log,
      started: worker => {
        const order = this.#wanted.get(key)
        if (order) worker.tell(order)
        started?.(key, worker)
      },
      report: message => report(key, message),
      died: end => died?.(key, end),
      isolated: end => isolated({ key, cause: end.cause }),
    })
    this.#hosts.set(key, host)
  }

  #leave(key: string, host: WorkerHost<P>): void {
    this.#hosts.delete(key)
    const leaving = host.stop().finally(() => {
      this.#leaving.delete(key)
      // Wanted again in the meantime.
      if (this.#wanted.has(key)) this.#start(key)
    })
    this.#leaving.set(key, leaving)
  }
}
