import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { type ErrorCode, errorCodes } from '@nightjar/shared/errors/codes.ts'
import type { ProbeResult } from '@nightjar/shared/protocol/commands/camera-probe.ts'
import type { CameraStatus, DiskFault } from '../media/camera-report.ts'
import type { Clock } from '../platform/clock.ts'
import type { Log } from '../platform/log.ts'
import { leanNodeOptions } from '../platform/node-options.ts'
import type { Random } from '../platform/random.ts'
import type { Child, Spawner } from '../platform/spawn.ts'
import type { FromRecorder, RecorderCamera, RecorderStart, ToRecorder } from './ipc.ts'
import { PendingRequests } from './pending-requests.ts'

type Report<Kind extends FromRecorder['kind']> = Extract<FromRecorder, { kind: Kind }>
type Order<Kind extends ToRecorder['kind']> = Omit<Extract<ToRecorder, { kind: Kind }>, 'kind'>

export interface RecorderHostOptions extends Omit<RecorderStart, 'kind'> {
  readonly clock: Clock
  readonly random: Random
  readonly spawner: Spawner
  readonly log: Log
  readonly onSegmentClosed: (segment: Report<'segment-closed'>['segment']) => void
  readonly onCameraStatus: (status: CameraStatus) => void
  readonly onDiskFault: (fault: DiskFault) => void
  /**
   * The process died without being told to. Files that it had open are as a crash leaves them; the next process is
   * started when this resolves.
   */
  readonly onDied?: () => Promise<void>
}

export interface RecorderHost {
  /** The whole desired set; said again to every new process. */
  setCameras(cameras: readonly RecorderCamera[]): void
  /** Resolves when the relay is connected. @throws AppError */
  openLive(request: Order<'live'>): Promise<void>
  /** @throws AppError of the `camera.` family, `agent.timeout` after 30 s. */
  probe(request: Order<'probe'>): Promise<{ result: ProbeResult; picture: Uint8Array | null }>
  /** Closes all segments (each is told by `onSegmentClosed`), then ends the process. */
  stop(): Promise<void>
}

/**
 * Packets are memory outside V8's heap that counts towards its limits. With the usual limits the few megabytes per
 * second of eight cameras have the whole heap marked every two seconds. This room spares a tenth of the recorder's CPU
 * for a few megabytes; 64 MB would spare a quarter, for 45 MB.
 */
const nodeOptions = [...leanNodeOptions, '--initial-old-space-size=24']
const modulePath = new URL('main.ts', import.meta.url).pathname
/** Ticks of one second without a word from the process, after which it is taken for hung. */
const silentTicks = 15
const stopMs = 15_000
const firstPauseMs = 250
const longestPauseMs = 10_000
/** A process that lived this long starts again without a wait. */
const stableMs = 60_000

/** Keeps one recorder process running for the agent's main process. */
export function startRecorderHost(options: RecorderHostOptions): RecorderHost {
  return new Host(options)
}

class Host implements RecorderHost {
  readonly #options: RecorderHostOptions
  readonly #pending: PendingRequests
  #cameras: readonly RecorderCamera[] = []
  #child: Child | null = null
  #startedMs = 0
  #pauseMs = firstPauseMs
  #silence = 0
  #stopping: { readonly promise: Promise<void>; readonly resolve: () => void } | null = null
  readonly #stopTick: () => void

  constructor(options: RecorderHostOptions) {
    this.#options = options
    this.#pending = new PendingRequests(options.clock)
    this.#stopTick = options.clock.every(1_000, () => this.#tick())
    this.#spawn()
  }

  setCameras(cameras: readonly RecorderCamera[]): void {
    this.#cameras = cameras
    this.#send({ kind: 'cameras', cameras })
  }

  async openLive(request: Order<'live'>): Promise<void> {
    this.#requireChild()
    const answer = this.#pending.add(request.commandId)
    this.#send({ kind: 'live', ...request })
    const { error } = (await answer) as Report<'live-result'>
    if (error) throw publicError(error)
  }

  async probe(request: Order<'probe'>): Promise<{ result: ProbeResult; picture: Uint8Array | null }> {
    this.#requireChild()
    const answer = this.#pending.add(request.commandId)
    this.#send({ kind: 'probe', ...request })
    const { result, picture, error } = (await answer) as Report<'probe-result'>
    if (error) throw publicError(error)
    if (!result) throw new AppError('service.internal', { detail: 'a probe without result and error' })
    return { result, picture }
  }

  stop(): Promise<void> {
    if (this.#stopping) return this.#stopping.promise
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#stopping = { promise, resolve }
    this.#stopTick()
    const child = this.#child
    if (!child) {
      resolve()
      return promise
    }
    this.#send({ kind: 'stop' })
    const patience = new AbortController()
    this.#options.clock.sleep(stopMs, patience.signal).then(
      () => child.kill(),
      () => {},
    )
    return promise.finally(() => patience.abort())
  }

  #spawn(): void {
    const { segmentsDir, allowLoopback, logLevel, spawner, clock } = this.#options
    this.#startedMs = clock.monotonicMs()
    this.#silence = 0
    const handlers = {
      message: (message: unknown) => this.#heard(message as FromRecorder),
      exited: (code: number | null, signal: string | null) => void this.#exited(code, signal),
    }
    this.#child = spawner.node(modulePath, handlers, nodeOptions)
    this.#send({ kind: 'start', segmentsDir, allowLoopback, logLevel })
    this.#send({ kind: 'cameras', cameras: this.#cameras })
  }

  #send(message: ToRecorder): void {
    this.#child?.send(message)
  }

  #requireChild(): void {
    if (!this.#child || this.#stopping) throw new AppError('service.unavailable', { detail: 'no recorder process' })
  }

  #heard(message: FromRecorder): void {
    this.#silence = 0
    const { onSegmentClosed, onCameraStatus, onDiskFault } = this.#options
    switch (message.kind) {
      case 'segment-closed':
        onSegmentClosed(message.segment)
        break
      case 'camera-status':
        onCameraStatus(withoutKind(message))
        break
      case 'disk-fault':
        onDiskFault(withoutKind(message))
        break
      case 'live-result':
      case 'probe-result':
        this.#pending.settle(message.commandId, message)
        break
    }
  }

  /** Counts ticks, not time: a main process that was itself stopped must not take that out on its child. */
  #tick(): void {
    if (!this.#child) return
    this.#silence++
    if (this.#silence !== silentTicks) return
    this.#options.log.error('the recorder process hangs and is killed')
    this.#child.kill()
  }

  async #exited(code: number | null, signal: string | null): Promise<void> {
    this.#child = null
    this.#pending.rejectAll(new AppError('service.unavailable', { detail: 'the recorder process ended' }))
    if (this.#isStopped()) return
    const { clock, random, log, onDied } = this.#options
    log.error({ code, signal }, 'the recorder process died')
    for (const camera of this.#cameras) this.#options.onCameraStatus(downStatus(camera))
    await onDied?.().catch(error => log.error({ err: error }, 'clean-up after the recorder process failed'))
    if (clock.monotonicMs() - this.#startedMs > stableMs) this.#pauseMs = firstPauseMs
    await clock.sleep(this.#pauseMs * (0.5 + random.fraction() / 2))
    this.#pauseMs = Math.min(this.#pauseMs * 2, longestPauseMs)
    if (!this.#isStopped()) this.#spawn()
  }

  #isStopped(): boolean {
    this.#stopping?.resolve()
    return this.#stopping !== null
  }
}

const withoutKind = <Message extends { readonly kind: string }>({
  kind: _,
  ...content
}: Message): Omit<Message, 'kind'> => content

/** What is true of a camera while there is no process to run it. */
function downStatus(camera: RecorderCamera): CameraStatus {
  return {
    cameraId: camera.cameraId,
    recording: false,
    openSegmentStartMs: null,
    streams: camera.streams.map(({ streamId }) => ({
      streamId,
      state: 'waiting',
      reason: 'service.unavailable',
      retryAtMs: null,
      lastPictureAtMs: null,
      facts: null,
      bitsPerSecond: null,
    })),
  }
}

function publicError({ code, message }: { code: string; message: string }): AppError {
  return new AppError(code in errorCodes ? (code as ErrorCode) : 'service.internal', { message })
}
