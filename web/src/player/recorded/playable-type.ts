/** With sound where the browser can, without it where only the pictures can be played, null where neither. */
export function playableType(
  codecs: string,
  Source: typeof MediaSource,
): { readonly mimeType: string; readonly videoOnly: boolean } | null {
  const whole = `video/mp4; codecs="${codecs}"`
  const [video, ...sound] = codecs.split(',')
  if (Source.isTypeSupported(whole)) return { mimeType: whole, videoOnly: false }
  const pictures = `video/mp4; codecs="${video}"`
  return sound.length > 0 && Source.isTypeSupported(pictures) ? { mimeType: pictures, videoOnly: true } : null
}
