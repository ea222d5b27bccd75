import { z } from 'zod'
import { recordingSettingsSchema } from '../../domain/camera.ts'
import { cameraSection } from './define-section.ts'

const { mode, segmentSeconds, retentionDays, quotaBytes, audio } = recordingSettingsSchema.shape

/**
 * Named one by one: a setting that people are given later is a section of its own. A camera that must not run is
 * switched off rather than left out, so that its agent goes on writing its ledger and deleting what is too old.
 */
export const recordingSection = cameraSection({
  key: 'recording',
  since: 1,
  title: 'recording settings',
  schema: z.strictObject({
    mode,
    segmentSeconds: segmentSeconds.unwrap(),
    retentionDays: retentionDays.unwrap(),
    quotaBytes: quotaBytes.unwrap(),
    audio: audio.unwrap(),
  }),
  failsClosed: false,
  closed: settings => ({ ...settings, mode: 'off' as const }),
})
