import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { type Material, missingTools, readMaterial } from './material.ts'
import { packetTimes, pictureHashes, probe, soundHashes } from './other-parsers.ts'
import { inFolder, makeMaterial, record, runWallStartMs } from './record-material.ts'

const seconds = 9
const h264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '50']
const reordered = ['-c:v', 'libx264', '-preset', 'veryfast', '-g', '50', '-bf', '3', '-b_strategy', '0']
const h265 = ['-c:v', 'libx265', '-preset', 'ultrafast', '-tag:v', 'hvc1', '-x265-params']

const cases = [
  { name: 'H.264', video: h264, audio: [], file: 'in.mp4', codecs: ['h264'] },
  {
    name: 'H.264 with B-frames and AAC',
    video: reordered,
    audio: ['-c:a', 'aac', '-ar', '16000'],
    file: 'in.mp4',
    codecs: ['h264', 'aac'],
  },
  {
    name: 'H.264 with a pyramid of B-frames',
    video: [...reordered, '-x264-params', 'b-pyramid=normal:bframes=5:b-adapt=0'],
    audio: [],
    file: 'in.mp4',
    codecs: ['h264'],
  },
  {
    name: 'H.265 with B-frames',
    video: [...h265, 'log-level=error:keyint=50:bframes=3:open-gop=0'],
    audio: [],
    file: 'in.mp4',
    codecs: ['hevc'],
  },
  {
    name: 'H.265 without B-frames, Opus',
    video: [...h265, 'log-level=error:keyint=50:bframes=0'],
    audio: ['-c:a', 'libopus', '-ar', '48000'],
    file: 'in.mp4',
    codecs: ['hevc', 'opus'],
  },
  {
    name: 'H.264 and G.711 µ-law',
    video: h264,
    audio: ['-c:a', 'pcm_mulaw', '-ar', '8000', '-ac', '1'],
    file: 'in.mov',
    codecs: ['h264', 'pcm_mulaw'],
  },
  {
    name: 'H.264 and G.711 A-law',
    video: h264,
    audio: ['-c:a', 'pcm_alaw', '-ar', '8000', '-ac', '1'],
    file: 'in.mov',
    codecs: ['h264', 'pcm_alaw'],
  },
]

/** An encoder's priming lies before the first picture: it belongs to no segment. */
const soundOf = (material: Material): string[] =>
  material.packets
    .filter(packet => packet.kind === 'audio' && packet.pts >= 0)
    .map(packet => createHash('md5').update(packet.chunks[0]!).digest('hex'))

describe('recorded files in the eyes of parsers that are not ours', { skip: missingTools }, () => {
  for (const { name, video, audio, file, codecs } of cases) {
    it(`${name}: every picture and every sound, in order, none twice, no complaint`, () =>
      inFolder(async folder => {
        const source = join(folder, file)
        const material = await makeMaterial(source, seconds, video, audio)
        const { segments, paths } = await record(material, folder, { segmentSeconds: 2, audio: true })
        assert.ok(segments.length >= 3, `${segments.length} segments`)

        const found: string[] = []
        const sounds: string[] = []
        for (const [i, path] of paths.entries()) {
          const streams = await probe(path)
          assert.deepEqual(
            streams.map(stream => stream.codec_name),
            codecs,
          )
          const wanted = (segments[i]!.mediaEndMs - segments[i]!.mediaStartMs) / 1000
          assert.ok(Math.abs(Number(streams[0]!.duration) - wanted) < 0.002, `${streams[0]!.duration} s, not ${wanted}`)
          found.push(...(await pictureHashes(path)))
          if (audio.length > 0) sounds.push(...(await soundHashes(path)))
        }
        assert.deepEqual(found, await pictureHashes(source))
        if (audio.length > 0) assert.deepEqual(sounds, soundOf(material))
      }))
  }

  it('times are those of the camera: no drift, segments touch, hashes are those of the bytes', () =>
    inFolder(async folder => {
      const material = await makeMaterial(join(folder, 'in.mp4'), seconds, reordered, ['-c:a', 'aac', '-ar', '16000'])
      const { segments, paths } = await record(material, folder, { segmentSeconds: 2, audio: true })
      const times: Record<'video' | 'audio', number[]> = { video: [], audio: [] }
      for (const [i, segment] of segments.entries()) {
        assert.equal(segment.wallStartMs, i === 0 ? runWallStartMs : segments[i - 1]!.wallEndMs)
        const bytes = readFileSync(paths[i]!)
        assert.equal(createHash('sha256').update(bytes).digest('hex'), segment.mediaHash)
        assert.equal(createHash('sha256').update(bytes.subarray(0, segment.initLength)).digest('hex'), segment.initHash)
        assert.equal(bytes.length, segment.byteLength)
        for (const [, offset] of segment.fragments)
          assert.equal(bytes.toString('latin1', offset + 4, offset + 8), 'moof')
        for (const kind of ['video', 'audio'] as const) {
          for (const time of await packetTimes(paths[i]!, kind)) times[kind].push(time + segment.mediaStartMs / 1000)
        }
      }
      for (const kind of ['video', 'audio'] as const) {
        const rate = kind === 'video' ? 90_000 : 16_000
        const wanted = material.packets
          .filter(packet => packet.kind === kind && packet.pts >= 0)
          .map(packet => packet.pts / rate)
        assert.equal(times[kind].length, wanted.length)
        // A millisecond is the manifest's unit; what is tested is that it does not add up.
        times[kind].forEach((time, i) => {
          assert.ok(Math.abs(time - wanted[i]!) < 0.0015, `${kind} ${i}: ${time} not ${wanted[i]}`)
        })
      }
    }))

  it('H.265 with open groups: every picture is stored with its own time, leading pictures with their group', () =>
    inFolder(async folder => {
      const video = [...h265, 'log-level=error:keyint=50:bframes=3:open-gop=1']
      const material = await makeMaterial(join(folder, 'in.mp4'), seconds, video)
      const { segments, paths } = await record(material, folder, { segmentSeconds: 2, audio: false })
      assert.ok(segments.length >= 3)
      const times: number[] = []
      for (const [i, path] of paths.entries()) {
        await probe(path)
        for (const time of await packetTimes(path, 'video')) times.push(time + segments[i]!.mediaStartMs / 1000)
      }
      const wanted = material.packets.map(packet => packet.pts / 90_000)
      assert.deepEqual(
        times.map(time => Math.round(time * 500)),
        wanted.map(time => Math.round(time * 500)),
      )
    }))

  it('segments that were read back by a foreign parser and recorded again are the same pictures', () =>
    inFolder(async folder => {
      const material = await makeMaterial(join(folder, 'in.mp4'), 4, h264)
      const { paths } = await record(material, folder, { segmentSeconds: 60, audio: false })
      const again = await readMaterial(paths[0]!)
      assert.deepEqual(again.description.video.decoderConfig, material.description.video.decoderConfig)
      assert.deepEqual(
        again.packets.map(packet => [packet.pts, packet.keyframe, packet.byteLength]),
        material.packets.map(packet => [packet.pts, packet.keyframe, packet.byteLength]),
      )
    }))
})
