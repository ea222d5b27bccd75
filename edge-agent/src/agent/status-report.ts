import { hostname } from 'node:os'
import type { LoopbackAllowance } from '@nightjar/shared/address-policy/loopback.ts'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { AgentStatus } from '@nightjar/shared/protocol/messages/agent-status.ts'
import { protocolVersion } from '@nightjar/shared/protocol/version.ts'
import type { SegmentIndex } from '../index/segment-index.ts'
import type { Disk } from '../platform/disk.ts'
import type { CameraReports } from './camera-reports.ts'
import { software } from './software.ts'

export interface StatusReportDeps {
  readonly clock: Clock
  readonly startedAtMs: number
  readonly reports: CameraReports
  readonly index: SegmentIndex
  readonly disk: Disk
  readonly segmentsDir: string
  readonly configVersion: () => number
  readonly allowLoopback: LoopbackAllowance
  /** What is wrong now, in sentences for the page. */
  readonly warnings: () => readonly string[]
}

/** The heartbeat's content at this moment. */
export async function statusReport(deps: StatusReportDeps): Promise<AgentStatus> {
  const space = await deps.disk.space(deps.segmentsDir).catch(() => null)
  return {
    state: 'online',
    sentAtMs: deps.clock.wallMs(),
    startedAtMs: deps.startedAtMs,
    software,
    protocol: protocolVersion,
    hostname: hostname().slice(0, 255),
    configVersion: deps.configVersion(),
    cameras: deps.reports.all(),
    outboxDepth: deps.index.outboxDepth(),
    mirrorBacklog: deps.index.backlog(),
    disk: space ? { ...space, recordingBytes: deps.index.totalUsage().bytes } : null,
    loopbackCameras: typeof deps.allowLoopback === 'string' ? deps.allowLoopback : [...deps.allowLoopback],
    warnings: [...deps.warnings()],
  }
}
