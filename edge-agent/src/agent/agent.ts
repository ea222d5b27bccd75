import type { Clock } from '@nightjar/shared/platform/clock.ts'
import { createControlPlaneApi } from '../api/control-plane-api.ts'
import { createServerClock } from '../api/server-clock.ts'
import { createTokenSource } from '../api/token-source.ts'
import { configStore } from '../config/config-store.ts'
import type { AgentOptions } from '../config/environment.ts'
import { importKey } from '../config/identity.ts'
import { identityStore } from '../config/identity-store.ts'
import { createCommandRunner } from '../link/command-runner.ts'
import { createConfigFollower } from '../link/config-follower.ts'
import { createMqttSession } from '../link/mqtt-session.ts'
import { createOutboxSender } from '../link/outbox-sender.ts'
import type { Disk } from '../platform/disk.ts'
import type { Log } from '../platform/log.ts'
import type { Random } from '../platform/random.ts'
import type { Spawner } from '../platform/spawn.ts'
import { createRetention } from '../retention/retention.ts'
import { createApplyConfig } from './apply-config.ts'
import { createCameraReports } from './camera-reports.ts'
import { createCommandHandlers } from './commands/handlers.ts'
import { startHeartbeat } from './heartbeat.ts'
import { identify } from './identify.ts'
import { openStore } from './open-store.ts'
import { startMirror } from './start-mirror.ts'
import { startRecorder } from './start-recorder.ts'
import { statusReport } from './status-report.ts'
import { startUpkeep } from './upkeep.ts'

export interface AgentDeps {
  readonly options: AgentOptions
  readonly clock: Clock
  readonly random: Random
  readonly disk: Disk
  readonly spawner: Spawner
  readonly log: Log
}

/**
 * The agent, in start order. Recording comes before the network: it needs only the identity and the last good
 * configuration, and goes on whatever happens to the link. Resolves when `signal` has stopped everything.
 *
 * @throws AppError enrolment.refused, disk.wrong-folder: nothing was started.
 */
export async function runAgent(deps: AgentDeps, signal: AbortSignal): Promise<void> {
  const { options, clock, random, disk, log } = deps
  const serverClock = createServerClock(clock)
  const api = createControlPlaneApi(options.controlPlane, clock, serverClock)
  const enrolment = { store: identityStore(options.dataDir, log), api, code: options.enrolmentCode }
  const identity = await identify({ ...enrolment, clock, log, signal })
  const store = await openStore({ dataDir: options.dataDir, identity, clock, random, disk, log })
  const { index, keeper, segmentsDir } = store
  const tokens = createTokenSource({ api, identity, clock, serverClock, random })
  const reports = createCameraReports()

  const recorder = startRecorder({
    ...deps,
    store,
    reports,
    recorded: () => afterRecord(),
    changed: () => heartbeat.changed(),
  })
  const config = createConfigFollower({
    api,
    tokens,
    identity,
    store: configStore(options.dataDir, log),
    apply: createApplyConfig({
      sealingKey: importKey(identity.sealingKey),
      keeper,
      setCameras(cameras) {
        reports.keepOnly(cameras.map(camera => camera.cameraId))
        recorder.setCameras(cameras)
      },
    }),
    report(applied) {
      index.enqueue({ name: 'config.applied', payload: { id: random.uuid(clock.wallMs()), ...applied } })
      outbox.pump()
      heartbeat.changed()
    },
    log,
  })

  const session = createMqttSession({
    address: identity,
    controlPlane: options.controlPlane,
    tokens,
    clock,
    random: () => random.fraction(),
    log,
    handlers: {
      connected() {
        heartbeat.changed()
        outbox.reconnected()
        void config.refresh()
      },
      disconnected: () => undefined,
      configHint: hint => {
        if (hint.version > config.version()) void config.refresh()
      },
      command: command => void runCommand(command),
      outboxAck(ack) {
        outbox.acknowledged(ack)
        mirror.notify()
      },
    },
  })
  const outbox = createOutboxSender({ outbox: index, session, clock, log })
  const mirror = startMirror({ ...deps, api, tokens, identity, index, segmentsDir, signal })
  const heartbeat = startHeartbeat({
    report: () =>
      statusReport({
        clock,
        startedAtMs,
        reports,
        index,
        disk,
        segmentsDir,
        configVersion: () => config.version(),
        allowLoopback: options.allowLoopback,
        warnings: () => warningsOf(options, store.warning),
      }),
    session,
    clock,
    log,
    signal,
  })
  const runCommand = createCommandRunner({
    identity,
    handlers: createCommandHandlers({
      identity,
      api,
      tokens,
      index,
      disk,
      segmentsDir,
      config: () => config.config(),
      recorder,
    }),
    memory: index,
    session,
    serverClock,
    log,
  })
  const retention = createRetention({
    index,
    disk,
    clock,
    segmentsDir,
    policies: () =>
      (config.config()?.cameras ?? []).map(({ cameraId, recording }) => ({
        cameraId,
        retentionDays: recording.retentionDays,
        quotaBytes: recording.quotaBytes,
      })),
  })
  const startedAtMs = clock.wallMs()
  const afterRecord = () => {
    outbox.pump()
    heartbeat.changed()
  }

  await config.restore()
  const endUpkeep = startUpkeep({ keeper, outbox, retention, config, clock, log })
  await session.run(signal)

  endUpkeep()
  await recorder.stop()
  keeper.stop()
  index.close()
  log.info('stopped')
}

function warningsOf(options: AgentOptions, storeWarning: string | null): string[] {
  const warnings = storeWarning ? [storeWarning] : []
  if (options.allowLoopback !== 'any') return warnings
  return [
    ...warnings,
    'Cameras on this machine itself are allowed (NIGHTJAR_ALLOW_LOOPBACK_CAMERAS=1). Use this for test rigs only.',
  ]
}
