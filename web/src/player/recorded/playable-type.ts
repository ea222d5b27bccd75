export interface PlayableType {
  readonly mimeType: string
  /** `mute`: recorded, but not in a format that this browser plays; then only the pictures go into the player. */
  readonly sound: 'none' | 'mute' | 'playable'
}

/**
 * With sound where the browser can, without it where only the pictures can be played, null where neither.
 * @param codecs of the pictures, then of the sound, as in RFC 6381
 */
export function playableType(codecs: string, Source: Pick<typeof MediaSource, 'isTypeSupported'>): PlayableType | null {
  const [video, ...sound] = codecs.split(',')
  const whole = `video/mp4; codecs="${codecs}"`
  if (Source.isTypeSupported(whole)) return { mimeType: whole, sound: sound.length > 0 ? 'playable' : 'none' }
  const pictures = `video/mp4; codecs="${video}"`
  return sound.length > 0 && Source.isTypeSupported(pictures) ? { mimeType: pictures, sound: 'mute' } : null
}
