import { execFile } from 'node:child_process'
import { chmodSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import type HlsPlayer from 'hls.js'
import { startBrowser } from '../../e2e/browser.ts'
import { pictureHashes } from '../record/other-parsers.ts'
import type { Page } from './with-cookie.ts'

const run = promisify(execFile)
const ample = { maxBuffer: 64 * 1024 * 1024 }

/** Pictures that come out of GStreamer's player of playlists. */
export async function playedByGstreamer(url: string): Promise<number> {
  const pictures = ['d.video_0', '!', 'queue', '!', 'h264parse', '!', 'fakesink', 'silent=false', 'sync=false']
  const line = ['-v', 'souphttpsrc', `location=${url}`, '!', 'hlsdemux', '!', 'qtdemux', 'name=d', ...pictures]
  const { stdout } = await run('gst-launch-1.0', line, ample)
  return stdout.match(/chain /g)?.length ?? 0
}

export interface PlayedByVlc {
  /** MD5 of each, in order. */
  readonly pictures: readonly string[]
  /** Of all sound, as it is stored; 0 where there is none. */
  readonly soundBytes: number
}

/** What VLC hands on: pictures and sound as bare streams, because its writers of files leave out the last ones. */
export async function playedByVlc(url: string, folder: string): Promise<PlayedByVlc> {
  const to = join(folder, 'vlc')
  // VLC refuses to be root.
  const isRoot = process.getuid?.() === 0
  const nobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups']
  if (isRoot) chmodSync(folder, 0o777)
  const vlc = ['cvlc', '--no-dbus', '--play-and-exit', url, '--sout', `#es{access=file,mux=dummy,dst=${to}.%c}`]
  const line = isRoot ? [...nobody, ...vlc] : vlc
  await run(line[0]!, line.slice(1), { ...ample, timeout: 120_000, env: { ...process.env, HOME: folder } })
  const sound = statSync(`${to}.mp4a`, { throwIfNoEntry: false })
  return { pictures: await pictureHashes(`${to}.h264`), soundBytes: sound?.size ?? 0 }
}

const hlsScript = join(dirname(createRequire(import.meta.url).resolve('hls.js')), 'hls.light.min.js')
const page = `<!doctype html><meta charset=utf-8><video muted playsinline></video><script src=/hls.js></script>`

export const hlsPages: Readonly<Record<string, Page>> = {
  '/': { type: 'text/html', body: page },
  '/hls.js': { type: 'text/javascript', body: readFileSync(hlsScript, 'utf8') },
}

/** What a browser says of a playlist that hls.js played to its end. */
export interface PlayedInBrowser {
  /** Decoded, shown or not. */
  readonly pictures: number
  /** Seconds, each from and to. */
  readonly buffered: readonly (readonly [number, number])[]
  readonly errors: readonly string[]
}

/** Runs in the page. */
async function play([playlist, mostMs]: [string, number]): Promise<PlayedInBrowser> {
  const video = document.querySelector('video')!
  const { Hls } = window as unknown as { Hls: typeof HlsPlayer }
  const hls = new Hls({ maxBufferLength: 600, backBufferLength: 600, enableWorker: false })
  const errors: string[] = []
  hls.on(Hls.Events.ERROR, (_: unknown, data: { details: string; reason?: string }) =>
    errors.push(`${data.details} ${data.reason ?? ''}`),
  )
  hls.loadSource(playlist)
  hls.attachMedia(video)
  await new Promise<void>((resolve, reject) => {
    setTimeout(() => reject(new Error(`at ${video.currentTime} of ${video.duration} s; ${errors.join('; ')}`)), mostMs)
    hls.on(Hls.Events.BUFFER_EOS, () => resolve())
  })
  video.playbackRate = 2
  await video.play()
  await new Promise<void>((resolve, reject) => {
    setTimeout(() => reject(new Error(`at ${video.currentTime} of ${video.duration} s; ${errors.join('; ')}`)), mostMs)
    video.addEventListener('ended', () => resolve())
  })
  const buffered = Array.from({ length: video.buffered.length }, (_, i) => [
    video.buffered.start(i),
    video.buffered.end(i),
  ]) as [number, number][]
  return { pictures: video.getVideoPlaybackQuality().totalVideoFrames, buffered, errors }
}

export async function playedByHlsJs(origin: string, playlist: string): Promise<PlayedInBrowser> {
  const browser = await startBrowser()
  try {
    const tab = await browser.open()
    await tab.goto(origin)
    return await tab.evaluate(play, [playlist, 120_000] as [string, number])
  } finally {
    await browser.close()
  }
}
