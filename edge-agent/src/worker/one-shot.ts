import type { AnswerOf, AskOf, RequestName, WorkerKind, WorkerProtocol } from './protocol.ts'
import { type WorkerDeps, WorkerProcess } from './worker-process.ts'

/**
 * Starts a worker for one request and ends it with the answer, or without one at the request's deadline.
 * @throws AppError `agent.timeout`, `service.unavailable` when the process ended before it answered, else what the
 * worker threw.
 */
export async function askOnce<P extends WorkerProtocol, Name extends RequestName<P>>(
  kind: WorkerKind<P>,
  name: Name,
  ask: AskOf<P, Name>,
  deps: WorkerDeps,
): Promise<AnswerOf<P, Name>> {
  const process = new WorkerProcess<P>(kind, `the ${kind.name} process`, () => {}, deps)
  try {
    return await process.ask(name, ask)
  } finally {
    process.kill()
  }
}
