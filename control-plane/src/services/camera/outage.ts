import type { RecordingSettings } from '@nightjar/shared/domain/camera.ts'
import type { CameraReport } from '@nightjar/shared/protocol/messages/agent-status.ts'
import type { LedgerState } from '@nightjar/shared/records/ledger.ts'

/** A gap that goes on; its entries come in steps of minutes. */
export interface Outage {
  /** Certain from here on; it may have begun before. */
  readonly fromMs: number
  readonly state: LedgerState
  readonly cause: string | null
}

/** Said of every camera while the agent has no recorder process: no fault of the camera's. */
const recorderGone = 'service.unavailable'

/**
 * The gap in which a camera is now, from the agent's report; null when there is none or it is not explained.
 * @param sinceMs from when on the report can speak: the agent's start or the camera's creation.
 */
export function outageOf(report: CameraReport, mode: RecordingSettings['mode'], sinceMs: number): Outage | null {
  if (report.recording || report.openSegmentStartMs !== null) return null
  if (mode === 'off') return { fromMs: sinceMs, state: 'policy-off', cause: 'policy.off' }
  const failing = report.streams.find(stream => stream.reason !== null)
  if (!failing || failing.reason === recorderGone) return null
  // What came before the last picture was recorded, and only waits in the agent's outbox.
  const fromMs = Math.max(sinceMs, failing.lastPictureAtMs ?? 0)
  return { fromMs, state: 'camera-down', cause: failing.reason }
}
