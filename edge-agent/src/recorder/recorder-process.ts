import { AppError, toAppError } from '@nightjar/shared/errors/app-error.ts'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import { EndpointLockouts } from '../camera-access/lockout.ts'
import type { Disk } from '../platform/disk.ts'
import type { Log } from '../platform/log.ts'
import type { Network } from '../platform/network.ts'
import type { LoadMeter } from '../platform/process-load.ts'
import type { Random } from '../platform/random.ts'
import type { Spawner } from '../platform/spawn.ts'
import { createSyncGroup } from '../record/sync-group.ts'
import type { Work } from '../worker/serve-worker.ts'
import { CameraRunner, type RunnerDeps } from './camera-runner.ts'
import type {
  FromRecorder,
  LiveRequest,
  RecorderCamera,
  RecorderProtocol,
  RecorderStart,
  Trial,
  TrialRequest,
} from './ipc.ts'
import { tryCamera } from './try-camera.ts'

export interface RecorderPorts {
  readonly clock: Clock
  readonly random: Random
  readonly disk: Disk
  readonly network: Network
  readonly spawner: Spawner
  readonly loadMeter: LoadMeter
  readonly log: Log
  readonly send: (message: FromRecorder) => void
}

const figuresMs = 3_000
const loadMs = 15_000

/** All unmasked cameras of the site: carries out what the main process wants and tells it what happens. */
export class RecorderProcess {
  readonly #ports: RecorderPorts
  readonly #deps: RunnerDeps
  readonly #runners = new Map<string, CameraRunner>()
  readonly #stopTimers: (() => void)[]
  /** Runners of cameras that were taken away, until they are done. */
  readonly #leaving = new Set<Promise<void>>()
  readonly #stopped = new AbortController()

  constructor(start: RecorderStart, ports: RecorderPorts) {
    this.#ports = ports
    const { clock, random, disk, network, loadMeter, log, send } = ports
    const syncGroup = createSyncGroup({ clock })
    this.#deps = {
      clock,
      random,
      disk,
      network,
      log,
      send,
      policy: { allowLoopback: start.allowLoopback },
      lockouts: new EndpointLockouts(clock),
      syncGroup,
      segmentsDir: start.segmentsDir,
    }
    this.#stopTimers = [
      clock.every(figuresMs, () => {
        for (const runner of this.#runners.values()) if (runner.isStreaming) runner.report()
      }),
      clock.every(loadMs, () => {
        send({ kind: 'load', busy: loadMeter(), storedAfterMs: syncGroup.longestWaitMs() })
      }),
    ]
  }

  /** The whole desired set; a camera that is the same in it is not touched. */
  setCameras(cameras: readonly RecorderCamera[], recordableFromMs: Readonly<Record<string, number>> = {}): void {
    const wanted = new Set(cameras.map(camera => camera.cameraId))
    for (const [cameraId, runner] of this.#runners) {
      if (wanted.has(cameraId)) continue
      this.#runners.delete(cameraId)
      const leaving = runner.stop('resource.not-found').finally(() => this.#leaving.delete(leaving))
      this.#leaving.add(leaving)
    }
    for (const camera of cameras) {
      const runner = this.#runners.get(camera.cameraId)
      if (runner) runner.update(camera)
      else this.#runners.set(camera.cameraId, new CameraRunner(camera, this.#deps, recordableFromMs[camera.cameraId]))
    }
    this.#masked = cameras.filter(camera => camera.mask !== null)
  }
  #masked: readonly RecorderCamera[] = []

  /** See `RecorderProtocol`. @throws AppError */
  async openLive({ commandId, streamId, relayUrl, publishTicket }: LiveRequest): Promise<void> {
    try {
      const runner = [...this.#runners.values()].find(candidate => candidate.hasStream(streamId))
      if (!runner) throw new AppError('resource.not-found', { detail: 'no camera here has this stream' })
      await runner.publish(streamId, relayUrl, publishTicket)
    } catch (error) {
      throw this.#logged(error, commandId, 'live')
    }
  }

  /** See `RecorderProtocol`. @throws AppError */
  async tryCamera(request: TrialRequest): Promise<Trial> {
    const deps = { ...this.#deps, spawner: this.#ports.spawner }
    try {
      return await tryCamera(request, this.#masked, deps, this.#stopped.signal)
    } catch (error) {
      throw this.#logged(error, request.commandId, 'probe')
    }
  }

  /** Resolves when all segments are closed and told. */
  async stop(): Promise<void> {
    this.#stopped.abort()
    for (const stopTimer of this.#stopTimers) stopTimer()
    const runners = [...this.#runners.values()]
    this.#runners.clear()
    await Promise.all([...runners.map(runner => runner.stop(null)), ...this.#leaving])
    await this.#deps.syncGroup.stop()
  }

  #logged(error: unknown, commandId: string, what: string): AppError {
    const failure = toAppError(error)
    this.#ports.log.info({ commandId, code: failure.code, detail: failure.detail }, `${what} failed`)
    return failure
  }
}

/** The recorder behind its protocol; it exists from the order `start` on. */
export function createRecorderWork(portsFor: (start: RecorderStart) => RecorderPorts): Work<RecorderProtocol> {
  let recorder: RecorderProcess | null = null
  const running = (): RecorderProcess => {
    if (!recorder) throw new AppError('service.unavailable', { detail: 'not started yet' })
    return recorder
  }
  return {
    order(order) {
      if (order.kind === 'start') recorder ??= new RecorderProcess(order, portsFor(order))
      else running().setCameras(order.cameras, order.recordableFromMs)
    },
    requests: {
      'open-live': async request => {
        await running().openLive(request)
      },
      'try-camera': request => running().tryCamera(request),
    },
    stop: async () => recorder?.stop(),
  }
}
