import type { Camera } from '@nightjar/shared/api/camera.ts'
import type { CameraChange } from '../../api/cameras.ts'
import { type CameraDraft, emptyDraft, recordingDraftOf, recordingOf } from './camera-draft.ts'

/** A stored camera as the form shows it; its password is never sent back and stays empty. */
export function draftOf(camera: Camera): CameraDraft {
  const recorded = camera.streams.find(stream => stream.roles.includes('record'))
  const live = camera.streams.find(stream => stream.roles.includes('live') && !stream.roles.includes('record'))
  return {
    ...emptyDraft,
    name: camera.name,
    url: recorded?.url ?? '',
    liveUrl: live?.url ?? '',
    transport: camera.streams[0]?.transport ?? 'tcp',
    recording: recordingDraftOf(camera),
  }
}

/** What differs between the form as it was opened and as it is; recording settings always go together. */
export function changesOf(start: CameraDraft, now: CameraDraft): CameraChange {
  const liveUrl = now.liveUrl.trim()
  return {
    ...(now.name.trim() === start.name ? {} : { name: now.name.trim() }),
    ...(now.url.trim() === start.url ? {} : { url: now.url.trim() }),
    ...(liveUrl === start.liveUrl ? {} : { liveUrl: liveUrl === '' ? null : liveUrl }),
    ...(now.username === '' && now.password === ''
      ? {}
      : { credentials: { username: now.username, password: now.password } }),
    ...(now.transport === start.transport ? {} : { transport: now.transport }),
    recording: recordingOf(now.recording),
  }
}
