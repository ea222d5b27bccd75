import type { LiveStream } from '../media/live-stream.ts'

/** What `/camera/role`, with or without `trackID=n` behind it, is the address of. */
export function locate(
  url: string,
  streams: ReadonlyMap<string, LiveStream>,
): { stream: LiveStream | undefined; track: number | null } {
  const path = /^rtsps?:\/\/[^/]*\/([^?]*)/i.exec(url)?.[1] ?? ''
  const [, base = path, track] = /^(.*?)\/trackID=(\d+)\/?$/.exec(path) ?? []
  return { stream: streams.get(base.replace(/\/+$/, '')), track: track === undefined ? null : Number(track) }
}
