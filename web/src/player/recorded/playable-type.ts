export interface PlayableType {
  readonly mimeType: string
  /** The browser does not play the sound. */
  readonly videoOnly: boolean
}

/** With sound where the browser can, without it where only the pictures can be played, null where neither. */
export function playableType(codecs: string, Source: Pick<typeof MediaSource, 'isTypeSupported'>): PlayableType | null {
  const whole = `video/mp4; codecs="${codecs}"`
  const [video, ...sound] = codecs.split(',')
  if (Source.isTypeSupported(whole)) return { mimeType: whole, videoOnly: false }
  const pictures = `video/mp4; codecs="${video}"`
  return sound.length > 0 && Source.isTypeSupported(pictures) ? { mimeType: pictures, videoOnly: true } : null
}
