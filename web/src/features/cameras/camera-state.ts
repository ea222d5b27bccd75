import type { Camera } from '@nightjar/shared/api/camera.ts'
import type { Tone } from '../../ui/badge/badge.tsx'
import { awaitsWords } from '../../words/awaits-words.ts'
import { cameraTrouble } from '../../words/camera-trouble.ts'
import { lossSentence } from '../../words/packet-loss.ts'

interface CameraState {
  readonly tone: Tone
  readonly title: string
  readonly detail: string | null
}

/** The one word for a camera in a list, and the sentence behind it. */
export function cameraState(camera: Camera, nowMs: number): CameraState {
  const trouble = cameraTrouble(camera, nowMs)
  if (trouble !== null)
    return { tone: 'offline', title: camera.agentOnline ? trouble.title : 'Site offline', detail: trouble.detail }
  const loss = lossSentence(camera)
  if (camera.recordingNow)
    return { tone: 'recording', title: loss === null ? 'Recording' : 'Recording with losses', detail: loss }
  if (camera.streams.some(stream => stream.state === 'connecting'))
    return { tone: 'connecting', title: 'Connecting', detail: awaitsWords(camera, nowMs) }
  if (camera.recording.mode === 'off') return { tone: 'neutral', title: 'Recording off', detail: loss }
  return { tone: 'connecting', title: 'Starting', detail: 'The agent has not reported a picture yet.' }
}
