import type { CameraReport } from '@nightjar/shared/protocol/messages/agent-status.ts'
import type { CameraStatus } from '../media/camera-report.ts'
import type { RecorderLoad } from '../media/recorder-load.ts'

/** The last word of the recorder on its own load and on each configured camera, and whether anything in it is worth saying at once. */
export function createCameraReports() {
  const reports = new Map<string, CameraReport>()
  let load: RecorderLoad | null = null
  return {
    /** True when a state changed, not just a measurement. */
    update(status: CameraStatus): boolean {
      const before = reports.get(status.cameraId)
      const report: CameraReport = { ...status, streams: [...status.streams] }
      reports.set(status.cameraId, report)
      return before === undefined || stateOf(before) !== stateOf(report)
    },
    keepOnly(cameraIds: readonly string[]): void {
      for (const id of reports.keys()) if (!cameraIds.includes(id)) reports.delete(id)
    },
    all: (): CameraReport[] => [...reports.values()],
    recorderLoad(told: RecorderLoad): void {
      load = told
    },
    /** null before the recorder has said it. */
    load: (): RecorderLoad | null => load,
  }
}
export type CameraReports = ReturnType<typeof createCameraReports>

const stateOf = (report: CameraReport): string =>
  JSON.stringify([
    report.recording,
    report.openSegmentStartMs,
    report.streams.map(s => [s.streamId, s.state, s.reason, s.message, s.certificate, s.transport, s.facts]),
  ])
