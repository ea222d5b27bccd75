import type { ChildHandlers, Spawner, SpawnOptions } from '../../platform/spawn.ts'
import type { FromWorker, ToWorker, WorkerProtocol } from '../protocol.ts'

/** A process that is played by hand. */
export interface FakeChild<P extends WorkerProtocol> {
  readonly modulePath: string
  readonly options: SpawnOptions | undefined
  readonly heard: readonly ToWorker<P>[]
  readonly isKilled: boolean
  resident: number | null
  say(message: FromWorker<P>): void
  exit(code: number | null, signal?: string | null): void
}

/** Children die at once when they are killed, as real ones do. */
export function fakeSpawner<P extends WorkerProtocol>(): { spawner: Spawner; children: FakeChild<P>[] } {
  const children: FakeChild<P>[] = []
  const node = (modulePath: string, handlers: ChildHandlers, options?: SpawnOptions) => {
    const heard: ToWorker<P>[] = []
    let [isKilled, isOver] = [false, false]
    const exit = (code: number | null, signal: string | null = null) => {
      if (isOver) return
      isOver = true
      handlers.exited(code, signal)
    }
    const fake: FakeChild<P> = {
      modulePath,
      options,
      heard,
      get isKilled() {
        return isKilled
      },
      resident: null,
      say: message => handlers.message(message),
      exit,
    }
    children.push(fake)
    return {
      pid: children.length,
      pipes: [],
      send: (message: unknown) => void (isOver || heard.push(message as ToWorker<P>)),
      residentBytes: () => fake.resident,
      kill: () => {
        isKilled ||= !isOver
        exit(null, 'SIGKILL')
      },
    }
  }
  return { spawner: { node }, children }
}
