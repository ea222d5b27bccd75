import { AppError, toAppError } from '@nightjar/shared/errors/app-error.ts'
import { HostLockouts } from '../camera-access/lockout.ts'
import type { Clock } from '../platform/clock.ts'
import type { Disk } from '../platform/disk.ts'
import type { Log } from '../platform/log.ts'
import type { Network } from '../platform/network.ts'
import type { Random } from '../platform/random.ts'
import type { Spawner } from '../platform/spawn.ts'
import { createSyncGroup } from '../record/sync-group.ts'
import { CameraRunner, type RunnerDeps } from './camera-runner.ts'
import type { FromRecorder, RecorderCamera, RecorderStart, ToRecorder } from './ipc.ts'
import { probe } from './probe.ts'

export interface RecorderPorts {
  readonly clock: Clock
  readonly random: Random
  readonly disk: Disk
  readonly network: Network
  readonly spawner: Spawner
  readonly log: Log
  readonly send: (message: FromRecorder) => void
}

const aliveMs = 2_000
const figuresMs = 3_000

type Request<Kind extends ToRecorder['kind']> = Extract<ToRecorder, { kind: Kind }>

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
    const { clock, random, disk, network, log, send } = ports
    this.#deps = {
      clock,
      random,
      disk,
      network,
      log,
      send,
      policy: { allowLoopback: start.allowLoopback },
      lockouts: new HostLockouts(clock),
      syncGroup: createSyncGroup({ clock }),
      segmentsDir: start.segmentsDir,
    }
    this.#stopTimers = [
      clock.every(aliveMs, () => send({ kind: 'alive' })),
      clock.every(figuresMs, () => {
        for (const runner of this.#runners.values()) if (runner.isStreaming) runner.report()
      }),
    ]
    send({ kind: 'ready' })
  }

  /** The whole desired set; a camera that is the same in it is not touched. */
  setCameras(cameras: readonly RecorderCamera[]): void {
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
      else this.#runners.set(camera.cameraId, new CameraRunner(camera, this.#deps))
    }
    this.#masked = cameras.filter(camera => camera.mask !== null)
  }
  #masked: readonly RecorderCamera[] = []

  async live(request: Request<'live'>): Promise<void> {
    const { commandId, streamId, relayUrl, publishTicket } = request
    try {
      const runner = [...this.#runners.values()].find(candidate => candidate.hasStream(streamId))
      if (!runner) throw new AppError('resource.not-found', { detail: 'no camera here has this stream' })
      await runner.publish(streamId, relayUrl, publishTicket)
      this.#ports.send({ kind: 'live-result', commandId, error: null })
    } catch (error) {
      this.#ports.send({ kind: 'live-result', commandId, error: this.#public(error, 'live') })
    }
  }

  async probe(request: Request<'probe'>): Promise<void> {
    const { commandId } = request
    const deps = { ...this.#deps, spawner: this.#ports.spawner }
    try {
      const found = await probe(request, this.#masked, deps, this.#stopped.signal)
      this.#ports.send({ kind: 'probe-result', commandId, ...found, error: null })
    } catch (error) {
      const failure = this.#public(error, 'probe')
      this.#ports.send({ kind: 'probe-result', commandId, result: null, picture: null, error: failure })
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

  #public(error: unknown, what: string): { code: string; message: string } {
    const failure = toAppError(error)
    this.#ports.log.info({ code: failure.code, detail: failure.detail }, `${what} failed`)
    return { code: failure.code, message: failure.publicMessage }
  }
}
