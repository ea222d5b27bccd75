import type { Camera } from '@nightjar/shared/api/camera.ts'
import type { Problem } from '@nightjar/shared/api/problem.ts'
import type { TransportChoice } from '@nightjar/shared/domain/camera.ts'
import { completeAddress } from '@nightjar/shared/domain/complete-address.ts'
import type { NewCamera } from '../../api/cameras.ts'
import { fieldErrors } from '../../api/result.ts'

/** What the form holds, as typed. */
export interface CameraDraft {
  readonly name: string
  readonly url: string
  readonly liveUrl: string
  readonly username: string
  readonly password: string
  readonly transport: TransportChoice
  /** Fingerprint of the key that is trusted, as typed; empty: an authority has to vouch. */
  readonly tlsPin: string
  /** Empty: the only agent there is. */
  readonly agentId: string
  readonly recording: RecordingDraft
}

export interface RecordingDraft {
  readonly mode: 'continuous' | 'off'
  readonly segmentSeconds: string
  /** Empty: until the quota takes it. */
  readonly retentionDays: string
  /** GB; empty: no quota. */
  readonly quota: string
  readonly audio: boolean
  readonly keepDamaged: boolean
}

export const emptyDraft: CameraDraft = {
  name: '',
  url: '',
  liveUrl: '',
  username: '',
  password: '',
  transport: 'auto',
  tlsPin: '',
  agentId: '',
  recording: {
    mode: 'continuous',
    segmentSeconds: '60',
    retentionDays: '7',
    quota: '',
    audio: false,
    keepDamaged: true,
  },
}

export const recordingDraftOf = ({ recording }: Camera): RecordingDraft => ({
  mode: recording.mode,
  segmentSeconds: String(recording.segmentSeconds),
  retentionDays: recording.retentionDays === null ? '' : String(recording.retentionDays),
  quota: recording.quotaBytes === null ? '' : String(recording.quotaBytes / 1e9),
  audio: recording.audio,
  keepDamaged: recording.keepDamaged,
})

/** Every spelling that the API takes for RTSP over TLS. */
export const isEncrypted = (url: string): boolean => /^\s*(rtsps|rstsps|rtspx):/i.test(url)

/** Where the pictures come from; what was left empty is not sent. */
export const sourceOf = (draft: CameraDraft) => ({
  url: completeAddress(draft.url),
  ...(draft.username === '' ? {} : { username: draft.username }),
  ...(draft.password === '' ? {} : { password: draft.password }),
  transport: draft.transport,
  ...(draft.tlsPin.trim() === '' || !isEncrypted(draft.url) ? {} : { tlsPin: draft.tlsPin.trim() }),
  ...(draft.agentId === '' ? {} : { agentId: draft.agentId }),
})

/** Both would be asked the same way. */
export const sameSource = (a: CameraDraft, b: CameraDraft): boolean =>
  (['url', 'username', 'password', 'transport', 'tlsPin', 'agentId'] as const).every(key => a[key] === b[key])

export const recordingOf = (draft: RecordingDraft) => ({
  mode: draft.mode,
  segmentSeconds: Number(draft.segmentSeconds),
  retentionDays: draft.retentionDays.trim() === '' ? null : Number(draft.retentionDays),
  quotaBytes: draft.quota.trim() === '' ? null : Math.round(Number(draft.quota) * 1e9),
  audio: draft.audio,
  keepDamaged: draft.keepDamaged,
})

export const newCameraOf = (draft: CameraDraft): NewCamera => ({
  ...sourceOf(draft),
  name: draft.name.trim(),
  ...(draft.liveUrl.trim() === '' ? {} : { liveUrl: completeAddress(draft.liveUrl) }),
  recording: recordingOf(draft.recording),
})

/** What can be said before asking the server. */
export function recordingErrors(draft: RecordingDraft): Record<string, string> {
  const found: Record<string, string> = {}
  const seconds = Number(draft.segmentSeconds)
  if (!Number.isInteger(seconds) || seconds < 5 || seconds > 300) found.segmentSeconds = 'Use 5 to 300 seconds.'
  const days = Number(draft.retentionDays)
  if (draft.retentionDays.trim() !== '' && !(days >= 0.01 && days <= 3650))
    found.retentionDays = 'Use up to 3650 days, or leave it empty.'
  if (draft.quota.trim() !== '' && !(Number(draft.quota) > 0)) found.quotaBytes = 'Use a size in GB, or leave it empty.'
  return found
}

/** What can be said of the whole form before asking the server. */
export const draftErrors = (draft: CameraDraft): Record<string, string> => ({
  ...recordingErrors(draft.recording),
  ...(draft.name.trim() === '' ? { name: 'Enter a name.' } : {}),
})

/** Puts a camera's refusal where it can be mended. */
export function sourceErrors(problem: Problem | null): Record<string, string> {
  if (problem === null) return {}
  const { credentials, ...rest } = fieldErrors(problem)
  // Both together: the password is where the eye has to go.
  const named = credentials === undefined ? rest : { ...rest, password: credentials }
  if (Object.keys(named).length > 0) return named
  // The key is shown beside it, with the way to adopt it.
  if (problem.certificate !== undefined) return {}
  if (problem.code === 'camera.auth-refused') return { password: `${problem.title}. ${problem.detail}` }
  if (problem.code.startsWith('camera.')) return { url: `${problem.title}. ${problem.detail}` }
  return {}
}
