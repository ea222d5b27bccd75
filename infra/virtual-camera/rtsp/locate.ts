import type { LiveStream } from '../media/live-stream.ts'

/** What `/camera/role`, with or without a query and `/trackID=n` behind it, is the address of. */
export function locate(
  url: string,
  streams: ReadonlyMap<string, LiveStream>,
): { stream: LiveStream | undefined; track: number | null } {
  const whole = /^rtsps?:\/\/[^/]*\/(.*)$/i.exec(url)?.[1] ?? ''
  const track = /\/trackID=(\d+)\/?$/.exec(whole)
  const path = whole.slice(0, track?.index).replace(/\?.*$/, '')
  return { stream: streams.get(path.replace(/\/+$/, '')), track: track ? Number(track[1]) : null }
}
