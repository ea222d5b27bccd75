/** The decoder's own start-up time at 48 kHz (libopus, 6.5 ms); a camera's encoder never says its own. */
const preSkip = 312

/** Body of the dOps box ("Encapsulation of Opus in ISO Base Media File Format" 4.3.2), one or two channels. */
export function buildDOps(channels: number): Uint8Array {
  const body = new Uint8Array(11)
  const view = new DataView(body.buffer)
  view.setUint8(1, channels)
  view.setUint16(2, preSkip)
  view.setUint32(4, 48_000)
  return body
}
