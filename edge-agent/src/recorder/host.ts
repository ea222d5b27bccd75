import type { CameraStatus, DiskFault } from '../media/camera-report.ts'
import type { ClosedSegment } from '../media/closed-segment.ts'
import type { RecorderLoad } from '../media/recorder-load.ts'
import { leanNodeOptions } from '../platform/node-options.ts'
import type { Random } from '../platform/random.ts'
import type { WorkerKind } from '../worker/protocol.ts'
import { alwaysRestart } from '../worker/restart-policy.ts'
import { startWorkerHost } from '../worker/worker-host.ts'
import type { WorkerDeps } from '../worker/worker-process.ts'
import type {
  FromRecorder,
  LiveRequest,
  RecorderCamera,
  RecorderProtocol,
  RecorderStart,
  ToRecorder,
  Trial,
  TrialRequest,
} from './ipc.ts'
import { RecordingWishes } from './recording-wishes.ts'

export interface RecorderHostOptions extends Omit<RecorderStart, 'kind'>, WorkerDeps {
  readonly random: Random
  readonly onSegmentClosed: (segment: ClosedSegment) => void
  readonly onCameraStatus: (status: CameraStatus) => void
  readonly onDiskFault: (fault: DiskFault) => void
  readonly onLoad: (load: RecorderLoad) => void
  /** Everything before this is in the camera's ledger, wall ms; null where nothing is. Left out: nothing is known. */
  readonly accountedTo?: (cameraId: string) => number | null
  /**
   * The process died without being told to. Files that it had open are as a crash leaves them; the next process is
   * started when this resolves.
   */
  readonly onDied?: () => Promise<void>
}

export interface RecorderHost {
  /** The whole desired set; said again to every new process. */
  setCameras(cameras: readonly RecorderCamera[]): void
  /** Resolves when the relay is connected. @throws AppError, `agent.timeout` after 30 s. */
  openLive(request: LiveRequest): Promise<void>
  /** @throws AppError of the `camera.` family, `agent.timeout` after 30 s. */
  tryCamera(request: TrialRequest): Promise<Trial>
  /** Closes all segments (each is told by `onSegmentClosed`), then ends the process. */
  stop(): Promise<void>
}

const kind: WorkerKind<RecorderProtocol> = {
  name: 'recorder',
  modulePath: new URL('main.ts', import.meta.url).pathname,
  /**
   * Packets are memory outside V8's heap that counts towards its limits. With the usual limits the few megabytes per
   * second of eight cameras have the whole heap marked every two seconds. This room spares a tenth of the recorder's
   * CPU for a few megabytes; 64 MB would spare a quarter, for 45 MB.
   */
  nodeOptions: [...leanNodeOptions, '--initial-old-space-size=24'],
  deadlinesMs: { 'open-live': 30_000, 'try-camera': 30_000 },
}

/** Keeps one recorder process running for the agent's main process. */
export function startRecorderHost(options: RecorderHostOptions): RecorderHost {
  const { clock, random, spawner, log, segmentsDir, allowLoopback, logLevel, onCameraStatus, onDied } = options
  let cameras: readonly RecorderCamera[] = []
  const wishes = new RecordingWishes(options.clock)
  const order = (): ToRecorder => {
    const { accountedTo } = options
    const recordableFromMs = accountedTo && wishes.recordableFromMs(accountedTo)
    return { kind: 'cameras', cameras, ...(recordableFromMs && { recordableFromMs }) }
  }
  const host = startWorkerHost<RecorderProtocol>({
    kind,
    policy: alwaysRestart(random),
    clock,
    spawner,
    log,
    started(worker) {
      worker.tell({ kind: 'start', segmentsDir, allowLoopback, logLevel })
      worker.tell(order())
    },
    report: report => heard(report, options),
    async died() {
      for (const camera of cameras) onCameraStatus(downStatus(camera))
      await onDied?.()
    },
  })
  return {
    setCameras(wanted) {
      cameras = wanted
      wishes.heard(wanted)
      host.tell(order())
    },
    openLive: request => host.ask('open-live', request),
    tryCamera: request => host.ask('try-camera', request),
    stop: () => host.stop(),
  }
}

function heard(report: FromRecorder, to: RecorderHostOptions): void {
  switch (report.kind) {
    case 'segment-closed':
      to.onSegmentClosed(report.segment)
      break
    case 'camera-status':
      to.onCameraStatus(withoutKind(report))
      break
    case 'load':
      to.onLoad(withoutKind(report))
      break
    case 'disk-fault':
      to.onDiskFault(withoutKind(report))
      break
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
