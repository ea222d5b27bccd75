import { ALL_FORMATS, EncodedPacketSink, FilePathSource, Input } from 'mediabunny'
import { tool } from './material.ts'

export interface ProbedStream {
  readonly codec_type: 'video' | 'audio'
  readonly codec_name: string
  readonly duration: string
  readonly nb_read_frames: string
}

/** Decodes everything with ffprobe, which must not complain. */
export async function probe(path: string): Promise<ProbedStream[]> {
  const fields = 'stream=codec_type,codec_name,duration,nb_read_frames'
  const text = await tool('ffprobe', ['-count_frames', '-show_entries', fields, '-of', 'json', path])
  return JSON.parse(text).streams
}

/** MD5 of each decoded picture, in the order of presentation. */
export async function pictureHashes(path: string): Promise<string[]> {
  // passthrough: pictures as they come, none repeated or dropped for the sake of a constant rate.
  const args = ['-i', path, '-map', '0:v', '-vsync', 'passthrough', '-f', 'framemd5', '-']
  return hashesOf(await tool('ffmpeg', args))
}

/** MD5 of each frame of sound as it is stored. */
export async function soundHashes(path: string): Promise<string[]> {
  return hashesOf(await tool('ffmpeg', ['-i', path, '-map', '0:a', '-c', 'copy', '-f', 'framemd5', '-']))
}

/** Bytes of each frame of sound. */
export async function soundSizes(path: string): Promise<string[]> {
  const args = ['-select_streams', 'a', '-show_entries', 'packet=size', '-of', 'csv=p=0', path]
  return (await tool('ffprobe', args)).split('\n').filter(line => line !== '')
}

const hashesOf = (text: string): string[] =>
  text
    .split('\n')
    .filter(line => line !== '' && !line.startsWith('#'))
    .map(line => line.split(',').at(-1)!.trim())

/** Presentation times in seconds, in order of decoding, as mediabunny sees them. */
export async function packetTimes(path: string, kind: 'video' | 'audio'): Promise<number[]> {
  const input = new Input({ source: new FilePathSource(path), formats: ALL_FORMATS })
  try {
    const track = kind === 'video' ? await input.getPrimaryVideoTrack() : await input.getPrimaryAudioTrack()
    if (!track) return []
    const times: number[] = []
    for await (const packet of new EncodedPacketSink(track as never).packets()) times.push(packet.timestamp)
    return times
  } finally {
    input.dispose()
  }
}
