import { tightenFolder } from '@nightjar/shared/platform/tighten-folder.ts'
import { createFactBus } from '../facts/fact-bus.ts'
import { createMqttSession } from '../link/mqtt-session.ts'
import { folderFiles } from '../platform/folder-files.ts'
import { answerCommands } from './answer-commands.ts'
import { createCameraReports } from './camera-reports.ts'
import { followConfig } from './follow-config.ts'
import { startHeartbeat } from './heartbeat.ts'
import { joinControlPlane } from './join-control-plane.ts'
import { openStore } from './open-store.ts'
import type { AgentDeps, PartDeps } from './part-deps.ts'
import { startChains } from './start-chains.ts'
import { startMirror } from './start-mirror.ts'
import { startOutbox } from './start-outbox.ts'
import { startRecorder } from './start-recorder.ts'
import { startRetention } from './start-retention.ts'
import { createStatusReport } from './status-report.ts'
import { startUpkeep } from './upkeep.ts'

/**
 * The agent, in start order: each part is given those above it, and hears of those below by the facts that they publish.
 * Recording comes before the network: it needs only the identity and the last good configuration, and goes on whatever
 * happens to the link. Resolves when `signal` has stopped everything.
 *
 * @throws AppError enrolment.refused, disk.wrong-folder: nothing was started.
 */
export async function runAgent(deps: AgentDeps, signal: AbortSignal): Promise<void> {
  const facts = createFactBus(deps.log)
  const part: PartDeps = { ...deps, facts, signal }

  const folderWarnings = await tightenFolder(deps.options.dataDir, folderFiles)
  for (const warning of folderWarnings) deps.log.warn(warning)
  const controlPlane = await joinControlPlane(part)
  const { identity, tokens } = controlPlane
  const store = await openStore({ ...part, identity })
  const reports = createCameraReports()
  const recorder = startRecorder({ ...part, store, reports })
  const config = followConfig({ ...part, controlPlane, store, reports, recorder })
  const session = createMqttSession({
    ...part,
    address: identity,
    controlPlane: deps.options.controlPlane,
    tokens,
    random: () => deps.random.fraction(),
  })
  const chains = startChains({ ...part, controlPlane, store, session })
  const outbox = startOutbox({ ...part, controlPlane, store, session, chains })
  startMirror({ ...part, controlPlane, store })
  startHeartbeat({
    ...part,
    session,
    report: createStatusReport({ ...part, controlPlane, folderWarnings, store, reports, config, chains }),
  })
  const answerCommand = answerCommands({ ...part, controlPlane, store, config, recorder, session })
  const retention = startRetention({ ...part, store, config })

  await config.restore()
  const endUpkeep = startUpkeep({ ...part, keeper: store.keeper, outbox, retention, config })
  await session.run({ configHint: config.hinted, command: answerCommand, outboxAck: outbox.acknowledged }, signal)

  endUpkeep()
  await recorder.stop()
  store.keeper.stop()
  facts.close()
  store.index.close()
  deps.log.info('stopped')
}
