import type { ChildHandlers, Spawner } from '../platform/spawn.ts'
import type { FromWorker, ToWorker, WorkerProtocol } from '../worker/protocol.ts'

/** A process that is none: a test says what comes from it and reads what it was told. */
export class SimulatedChild {
  readonly told: { readonly kind: string; readonly [field: string]: unknown }[] = []
  readonly #handlers: ChildHandlers
  readonly #spawner: SimulatedSpawner

  constructor(handlers: ChildHandlers, spawner: SimulatedSpawner) {
    this.#handlers = handlers
    this.#spawner = spawner
  }

  /** An order counts as what is in it; the end is an order as well. */
  hear(message: unknown): void {
    const heard = message as ToWorker<WorkerProtocol>
    this.told.push(heard.type === 'order' ? heard.order : { kind: heard.type })
    this.#spawner.onTold(this, this.told.at(-1)!)
  }

  say(report: WorkerProtocol['report'] & Readonly<Record<string, unknown>>): void {
    this.#handlers.message({ type: 'report', report } satisfies FromWorker<WorkerProtocol>)
  }

  exit(code: number | null): void {
    this.#handlers.exited(code, code === null ? 'SIGKILL' : null)
  }
}

export class SimulatedSpawner implements Spawner {
  readonly children: SimulatedChild[] = []
  /** What a process does on a word from us; to be replaced by tests. A `stop` ends it. */
  onTold: (child: SimulatedChild, message: SimulatedChild['told'][number]) => void = (child, { kind }) => {
    if (kind === 'stop') child.exit(0)
  }

  node: Spawner['node'] = (_modulePath, handlers) => {
    const child = new SimulatedChild(handlers, this)
    this.children.push(child)
    return {
      pid: undefined,
      pipes: [],
      send: message => child.hear(message),
      residentBytes: () => null,
      kill: () => child.exit(null),
    }
  }
}
