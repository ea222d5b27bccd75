import { counted } from '../../words/counted.ts'
import type { UntrustedKey } from './untrusted-keys.ts'

interface KeyAlertWords {
  readonly title: string
  readonly detail: string
  readonly action: string
  /** After it was done. */
  readonly done: string
}

/** What is said of a key that nobody adopted, and of what adopting it is for. */
export function keyAlertWords({ adopted, channels, endpoint }: UntrustedKey): KeyAlertWords {
  const one = channels.length === 1 ? channels[0]!.camera.name : null
  const all = counted(channels.length, 'camera')
  const scope = one === null ? ` for all ${all}` : ''
  const names = one === null ? ` Cameras: ${channels.map(({ camera }) => camera.name).join(', ')}.` : ''
  const done = one === null ? `The key of ${all} was adopted` : `The key of ${one} was adopted`
  if (adopted === null)
    return {
      title: `${one ?? `${all} at ${endpoint}`} cannot prove who ${one === null ? 'they are' : 'it is'}`,
      detail: `No known authority vouches for ${one === null ? 'their' : 'its'} certificate, so ${one === null ? 'they are' : 'it is'} not recorded. Nothing was sent to ${one === null ? 'them' : 'it'}.${names}`,
      action: `Adopt this key${scope}`,
      done,
    }
  return {
    title: `The identity of ${one ?? `${all} at ${endpoint}`} changed`,
    detail: `${one === null ? 'Their' : 'Its'} recording is paused. Nothing was sent to whoever answers with the other key.${names}`,
    action: `Adopt the new key${scope}`,
    done,
  }
}
