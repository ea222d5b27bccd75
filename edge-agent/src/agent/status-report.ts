import { hostname } from 'node:os'
import type { AgentStatus } from '@nightjar/shared/protocol/messages/agent-status.ts'
import { protocolVersion } from '@nightjar/shared/protocol/version.ts'
import type { ConfigFollower } from '../api/config-follower.ts'
import type { CameraReports } from './camera-reports.ts'
import type { ControlPlane } from './join-control-plane.ts'
import { ledgerWarnings } from './ledger-warnings.ts'
import type { Store } from './open-store.ts'
import type { PartDeps } from './part-deps.ts'
import { recorderLoadWords } from './recorder-load-words.ts'
import { software } from './software.ts'
import type { Chains } from './start-chains.ts'
import { clockWarnings, warningsOf } from './warnings.ts'

/** The message's bound. */
const mostWarnings = 16

/** Makes the heartbeat's content; the agent has started now. */
export function createStatusReport(
  deps: Pick<PartDeps, 'options' | 'clock' | 'disk'> & {
    store: Pick<Store, 'index' | 'segmentsDir' | 'warning'>
    reports: CameraReports
    /** What is wrong with the rights of the data folder. */
    folderWarnings: readonly string[]
    config: Pick<ConfigFollower, 'version'>
    chains: Pick<Chains, 'report'>
    controlPlane: Pick<ControlPlane, 'serverClock'>
  },
): () => Promise<AgentStatus> {
  const { options, clock, disk, store, reports, folderWarnings, config, chains } = deps
  const { serverClock } = deps.controlPlane
  const startedAtMs = clock.wallMs()
  return async () => {
    const space = await disk.space(store.segmentsDir).catch(() => null)
    return {
      state: 'online',
      sentAtMs: clock.wallMs(),
      startedAtMs,
      software,
      protocol: protocolVersion,
      hostname: hostname().slice(0, 255),
      configVersion: config.version(),
      cameras: reports.all(),
      outboxDepth: store.index.outboxDepth(),
      mirrorBacklog: store.index.backlog(),
      disk: space ? { ...space, recordingBytes: store.index.totalUsage().bytes } : null,
      loopbackCameras: typeof options.allowLoopback === 'string' ? options.allowLoopback : [...options.allowLoopback],
      warnings: [
        ...warningsOf(options, [...folderWarnings, ...(store.warning === null ? [] : [store.warning])]),
        ...clockWarnings(serverClock.aheadMs()),
        ...ledgerWarnings(chains.report()),
        ...recorderLoadWords(reports.load()),
      ].slice(0, mostWarnings),
    }
  }
}
