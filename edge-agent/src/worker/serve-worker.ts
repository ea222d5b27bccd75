import { toAppError } from '@nightjar/shared/errors/app-error.ts'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { ParentProcess } from '../platform/parent-process.ts'
import type { AnswerOf, AskOf, FromWorker, RequestName, ToWorker, WorkerFailure, WorkerProtocol } from './protocol.ts'

/** What a worker does, as its module gives it to {@link serveWorker}. */
export interface Work<P extends WorkerProtocol> {
  order(order: P['order']): void
  /** What is thrown is answered with its code and public sentence. */
  readonly requests: {
    readonly [Name in RequestName<P>]: (ask: AskOf<P, Name>) => AnswerOf<P, Name> | Promise<AnswerOf<P, Name>>
  }
  /** Resolves when everything is finished and reported. */
  stop(): Promise<void>
}

const aliveMs = 2_000

/**
 * The other end of a `WorkerHost`: runs `work` in this process until the host says stop, or is gone.
 * @param begin is given the way to report.
 */
export function serveWorker<P extends WorkerProtocol>(
  parent: ParentProcess,
  clock: Clock,
  begin: (report: (report: P['report']) => void) => Work<P>,
): void {
  const send = (message: FromWorker<P>) => parent.send(message)
  const work = begin(report => void send({ type: 'report', report }))
  let isLeaving = false

  async function leave(): Promise<void> {
    if (isLeaving) return
    isLeaving = true
    await work.stop()
    // Messages leave in order: when this one is out, all are.
    await send({ type: 'alive' })
    process.exit(0)
  }

  async function answer(id: number, name: RequestName<P>, ask: unknown): Promise<void> {
    try {
      await send({ type: 'answer', id, failure: null, answer: await work.requests[name](ask as never) })
    } catch (error) {
      await send({ type: 'answer', id, failure: failureOf(error) })
    }
  }

  parent.listen({
    message(message) {
      const said = message as ToWorker<P>
      if (said.type === 'order') work.order(said.order)
      else if (said.type === 'request') void answer(said.id, said.name, said.ask)
      else void leave()
    },
    // The next parent may already be recovering our files: nothing may be written any more.
    gone: () => process.exit(1),
    leave: () => void leave(),
  })
  void send({ type: 'alive' })
  clock.every(aliveMs, () => void send({ type: 'alive' }))
}

function failureOf(error: unknown): WorkerFailure {
  const { code, publicMessage: message, certificate } = toAppError(error)
  return { code, message, certificate }
}
