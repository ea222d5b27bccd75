import type { Camera } from '@nightjar/shared/api/camera.ts'
import { completeAddress } from '@nightjar/shared/domain/complete-address.ts'
import type { CameraChange } from '../../api/cameras.ts'
import { type CameraDraft, emptyDraft, isEncrypted, recordingDraftOf, recordingOf } from './camera-draft.ts'

/** A stored camera as the form shows it; its password is never sent back and stays empty. */
export function draftOf(camera: Camera): CameraDraft {
  const recorded = camera.streams.find(stream => stream.roles.includes('record'))
  const live = camera.streams.find(stream => stream.roles.includes('live') && !stream.roles.includes('record'))
  return {
    ...emptyDraft,
    name: camera.name,
    url: recorded?.url ?? '',
    liveUrl: live?.url ?? '',
    transport: camera.streams[0]?.transport ?? 'auto',
    tlsPin: recorded?.tlsPin ?? '',
    recording: recordingDraftOf(camera),
  }
}

/** What differs between the form as it was opened and as it is; recording settings always go together. */
export function changesOf(start: CameraDraft, now: CameraDraft): CameraChange {
  const liveUrl = completeAddress(now.liveUrl)
  const url = completeAddress(now.url)
  const tlsPin = now.tlsPin.trim()
  return {
    ...(now.name.trim() === start.name ? {} : { name: now.name.trim() }),
    ...(url === start.url ? {} : { url }),
    ...(liveUrl === start.liveUrl ? {} : { liveUrl: liveUrl === '' ? null : liveUrl }),
    ...(now.username === '' && now.password === ''
      ? {}
      : { credentials: { username: now.username, password: now.password } }),
    ...(tlsPin === start.tlsPin || !isEncrypted(url) ? {} : { tlsPin: tlsPin === '' ? null : tlsPin }),
    ...(now.transport === start.transport ? {} : { transport: now.transport }),
    recording: recordingOf(now.recording),
  }
}
