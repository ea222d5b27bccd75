import { execFile, spawnSync } from 'node:child_process'
import { promisify } from 'node:util'
import type { PicturePacket } from '@nightjar/edge-agent/media/packet.ts'
import type { AudioTrack, StreamDescription } from '@nightjar/edge-agent/media/track.ts'
import { testPicture } from '@nightjar/edge-agent/testing/packets.ts'
import { ALL_FORMATS, EncodedPacketSink, FilePathSource, Input, type InputTrack } from 'mediabunny'

const run = promisify(execFile)

const isThere = (name: string) => spawnSync(name, ['-version']).status === 0
const isRequired = process.env.CI === 'true' || process.env.NIGHTJAR_REQUIRE_SERVICES === '1'

/** For `skip`: false where the tests must run, which includes that they fail where the tools are missing. */
export const missingTools: string | false =
  isRequired || (isThere('ffmpeg') && isThere('ffprobe')) ? false : 'needs ffmpeg and ffprobe'

/** Runs ffmpeg or ffprobe; rejects where it fails or complains at all. */
export async function tool(name: 'ffmpeg' | 'ffprobe', args: readonly string[]): Promise<string> {
  const { stdout, stderr } = await run(name, ['-v', 'error', ...args], { maxBuffer: 64 * 1024 * 1024 })
  if (stderr !== '') throw new Error(`${name}: ${stderr}`)
  return stdout
}

/** What a camera sends: the tracks and the packets in order of decoding, sound among the pictures. */
export interface Material {
  readonly description: StreamDescription
  readonly packets: readonly PicturePacket[]
}

const videoRate = 90_000

/** Reads a file made by ffmpeg, through a parser that is not ours. Times become RTP ticks. */
export async function readMaterial(path: string): Promise<Material> {
  const input = new Input({ source: new FilePathSource(path), formats: ALL_FORMATS })
  const video = (await input.getPrimaryVideoTrack())!
  const audio = await input.getPrimaryAudioTrack()
  const videoConfig = (await video.getDecoderConfig())!
  const audioTrack = audio ? await describeAudio(audio) : null
  const packets = await readPackets(video, 'video', videoRate)
  const sound = audio && audioTrack ? await readPackets(audio, 'audio', audioTrack.clockRate) : []
  input.dispose()
  return {
    description: {
      video: {
        codec: videoConfig.codec.startsWith('avc1') ? 'h264' : 'h265',
        codecString: videoConfig.codec,
        decoderConfig: bytesOf(videoConfig.description),
        width: videoConfig.codedWidth!,
        height: videoConfig.codedHeight!,
        clockRate: videoRate,
        frameRate: null,
      },
      audio: audioTrack,
    },
    packets: interleave(packets, sound),
  }
}

async function describeAudio(track: NonNullable<Awaited<ReturnType<Input['getPrimaryAudioTrack']>>>) {
  const config = (await track.getDecoderConfig())!
  const codecs: Record<string, AudioTrack['codec']> = { aac: 'aac', opus: 'opus', ulaw: 'pcmu', alaw: 'pcma' }
  const codec = codecs[track.codec!]!
  const clockRate = codec === 'opus' ? 48_000 : config.sampleRate
  const { sampleRate, numberOfChannels: channels } = config
  // mediabunny hands out an Ogg OpusHead; `dOps` is the same without the magic, big endian, version 0 (RFC 7845 5.1).
  const decoderConfig = codec === 'opus' ? opusBox(bytesOf(config.description)) : bytesOf(config.description)
  return { codec, codecString: config.codec, decoderConfig, sampleRate, channels, clockRate }
}

function opusBox(head: Uint8Array): Uint8Array {
  const from = new DataView(head.buffer, head.byteOffset, head.byteLength)
  const box = new Uint8Array(11)
  const to = new DataView(box.buffer)
  to.setUint8(1, from.getUint8(9))
  to.setUint16(2, from.getUint16(10, true))
  to.setUint32(4, from.getUint32(12, true))
  to.setInt16(8, from.getInt16(16, true))
  return box
}

async function readPackets(track: InputTrack, kind: 'video' | 'audio', rate: number): Promise<PicturePacket[]> {
  const sink = new EncodedPacketSink(track as never)
  const packets: PicturePacket[] = []
  for await (const packet of sink.packets()) {
    const pts = Math.round(packet.timestamp * rate)
    packets.push(testPicture({ kind, pts, keyframe: packet.type === 'key', chunks: [packet.data] }))
  }
  return packets
}

/** Sound goes out when the picture of its time does, a little late, as cameras do. */
function interleave(video: readonly PicturePacket[], sound: readonly PicturePacket[]): PicturePacket[] {
  return [
    ...video.map((p, i) => ({ p, at: i / video.length })),
    ...sound.map((p, i) => ({ p, at: (i + 2) / sound.length })),
  ]
    .sort((a, b) => a.at - b.at)
    .map(({ p }) => p)
}

const bytesOf = (source: AllowSharedBufferSource | undefined): Uint8Array => {
  if (!source) return new Uint8Array(0)
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice()
  return new Uint8Array(source).slice()
}
