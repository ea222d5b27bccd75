import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { startAgent } from './agent.ts'

/** Something that records cameras into `target`, one folder each. */
export interface Recording {
  readonly pids: readonly number[]
  stop(): Promise<void>
}
export type Recorder = (urls: readonly string[], target: string) => Promise<Recording>

/** The whole agent. */
export const recordWithAgent: Recorder = async (urls, target) => {
  const agent = await startAgent(target, urls)
  return { pids: [agent.pid], stop: agent.stop }
}

/** One `ffmpeg -c copy -f segment` for each camera, fragmented as ours are: the field's usual way. */
export const recordWithFfmpeg: Recorder = async (urls, target) => {
  const flags = ['-segment_format_options', 'movflags=+frag_keyframe+empty_moov+default_base_moof']
  const segment = ['-f', 'segment', '-segment_time', '10', '-segment_format', 'mp4', ...flags, '-reset_timestamps', '1']
  const children: ChildProcess[] = urls.map((url, index) => {
    const folder = join(target, 'segments', String(index))
    mkdirSync(folder, { recursive: true })
    const input = ['-hide_banner', '-nostdin', '-loglevel', 'error', '-rtsp_transport', 'tcp', '-i', url]
    const output = ['-c', 'copy', ...segment, join(folder, '%04d.mp4')]
    return spawn('ffmpeg', [...input, ...output], { stdio: 'ignore' })
  })
  return {
    pids: children.map(child => child.pid ?? 0),
    async stop() {
      const gone = children.map(child => (child.exitCode === null ? once(child, 'exit') : null))
      for (const child of children) child.kill('SIGINT')
      await Promise.all(gone)
    },
  }
}
