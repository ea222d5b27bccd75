import type { PresentedCertificate } from '@nightjar/shared/domain/certificate.ts'

/**
 * What one kind of worker and we say to each other, as types; each kind writes its own in `ipc.ts` of its folder. It
 * travels by structured clone, which holds nobody back: media never does, it has the byte pipes. Both ends are always of
 * one release, so nothing is parsed.
 */
export interface WorkerProtocol {
  /** Told to the worker; nobody waits. A union over `kind`. */
  readonly order: { readonly kind: string }
  /** Told by the worker, unasked. A union over `kind`. */
  readonly report: { readonly kind: string }
  /** Asked of the worker, by name. */
  readonly requests: Readonly<Record<string, { readonly ask: unknown; readonly answer: unknown }>>
}

export type RequestName<P extends WorkerProtocol> = keyof P['requests'] & string
export type AskOf<P extends WorkerProtocol, Name extends RequestName<P>> = P['requests'][Name]['ask']
export type AnswerOf<P extends WorkerProtocol, Name extends RequestName<P>> = P['requests'][Name]['answer']

/** How a worker of this kind is run. */
export interface WorkerKind<P extends WorkerProtocol> {
  /** One word for logs and errors: "the `name` process". */
  readonly name: string
  /** A module that calls `serveWorker`. */
  readonly modulePath: string
  /** For Node itself. */
  readonly nodeOptions?: readonly string[]
  /** Byte pipes that it is started with; see `Child.pipes`. */
  readonly pipes?: number
  /** Resident memory beyond which it is killed, within a second; looked at where the system tells it (Linux). */
  readonly residentLimitBytes?: number
  /** After which a request is given up, each for itself. */
  readonly deadlinesMs: { readonly [Name in RequestName<P>]: number }
}

/** Code and what may be shown: the private story stays in the worker's log. */
export interface WorkerFailure {
  readonly code: string
  readonly message: string
  readonly certificate?: PresentedCertificate | undefined
}

/** What travels to a worker. */
export type ToWorker<P extends WorkerProtocol> =
  | { readonly type: 'order'; readonly order: P['order'] }
  | { readonly type: 'request'; readonly id: number; readonly name: RequestName<P>; readonly ask: unknown }
  /** Finish, tell what there is to tell, and leave. */
  | { readonly type: 'stop' }

/** What travels from a worker. */
export type FromWorker<P extends WorkerProtocol> =
  /** Every two seconds: its event loop turns. */
  | { readonly type: 'alive' }
  | { readonly type: 'report'; readonly report: P['report'] }
  | { readonly type: 'answer'; readonly id: number; readonly failure: null; readonly answer: unknown }
  | { readonly type: 'answer'; readonly id: number; readonly failure: WorkerFailure }
