import { z } from 'zod'
import type { CameraStatus, DiskFault } from '../media/camera-report.ts'
import type { GapReason } from '../media/gap.ts'

export const connecting: GapReason = { state: 'camera-down', cause: 'camera.connecting' }
export const switchedOff: GapReason = { state: 'policy-off', cause: 'policy.off' }
/** Between removal and return of a camera. */
export const removed: GapReason = { state: 'policy-off', cause: 'policy.removed' }
/** We hung up, because its stream is to be fetched in another way; until the first picture that comes so. */
export const reconfigured: GapReason = { state: 'policy-off', cause: 'policy.reconfigured' }
/** From the camera's creation until this agent heard of it. */
export const notConfigured: GapReason = { state: 'agent-down', cause: 'agent.not-configured' }
export const agentStopped: GapReason = { state: 'agent-down', cause: 'agent.stopped' }
export const agentCrashed: GapReason = { state: 'agent-down', cause: 'agent.crashed' }
export const recorderCrashed: GapReason = { state: 'agent-down', cause: 'agent.recorder-crashed' }
export const clockStepped: GapReason = { state: 'unknown-clock', cause: 'clock.stepped' }

const recorderGone = 'service.unavailable'

/** A reason as it outlives the process; `untilMs` where it is no longer in force. */
export interface RememberedReason extends GapReason {
  readonly untilMs?: number | undefined
}

/** Said of every camera while there is no recorder process. */
export const isRecorderGone = (report: CameraStatus): boolean =>
  report.streams.some(stream => stream.reason === recorderGone)

/** What a report says about not recording: null when it records, undefined when it adds nothing to what is known. */
export function reasonOfStatus(report: CameraStatus): GapReason | null | undefined {
  if (report.recording) return null
  const failing = report.streams.find(stream => stream.reason !== null)
  // That there is no recorder process is no fault of the camera's.
  if (!failing || failing.reason === recorderGone) return undefined
  return { state: 'camera-down', cause: failing.reason!.slice(0, 64) }
}

export const reasonOfFault = ({ cause }: DiskFault): GapReason => ({
  state: cause === 'overload' ? 'overload' : 'disk-fault',
  cause: cause.slice(0, 64),
})

const reasonSchema = z.object({
  state: z.enum(['camera-down', 'agent-down', 'disk-fault', 'policy-off', 'privacy-off', 'overload', 'unknown-clock']),
  cause: z.string().max(64),
  untilMs: z.number().optional(),
})

export function parseReason(text: string | null): RememberedReason | null {
  if (text === null) return null
  try {
    return reasonSchema.parse(JSON.parse(text))
  } catch {
    return null
  }
}
