import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, test } from 'node:test'
import { promisify } from 'node:util'
import { startGstCamera } from '../../rtsp-servers/gst-camera.ts'
import { waitUntil } from '../../services/wait-until.ts'
import { agreement, annexBNals, bytesOf, md5, Reception, sampleNals } from './reception.ts'
import { gstSkip } from './servers.ts'

const run = promisify(execFile)
const skip = gstSkip()
const options = { skip, timeout: 120_000 }

/** What ffmpeg's own RTSP client reads from the same server, for four seconds from the first picture on. */
async function ffmpegVideo(url: string, codec: 'h264' | 'h265'): Promise<string[]> {
  const folder = await mkdtemp(join(tmpdir(), 'nightjar-capture-'))
  const file = join(folder, 'video')
  const format = codec === 'h264' ? 'h264' : 'hevc'
  try {
    const input = ['-v', 'error', '-rtsp_transport', 'tcp', '-i', url, '-t', '4']
    await run('ffmpeg', [...input, '-map', '0:v', '-c', 'copy', '-f', format, file])
    return annexBNals(await readFile(file), codec)
  } finally {
    await rm(folder, { recursive: true })
  }
}

async function ffprobeAudio(url: string): Promise<string[]> {
  const show = ['-select_streams', 'a', '-show_packets', '-show_data_hash', 'md5', '-show_entries', 'packet=data_hash']
  const input = ['-v', 'error', '-rtsp_transport', 'tcp', '-read_intervals', '%+3', '-of', 'json', url]
  const { stdout } = await run('ffprobe', [...show, ...input], { maxBuffer: 64 * 1024 * 1024 })
  const { packets } = JSON.parse(stdout) as { packets: { data_hash: string }[] }
  return packets.map(packet => packet.data_hash.replace(/^MD5:/i, '').toLowerCase())
}

describe('against GStreamer’s RTSP server', () => {
  for (const codec of ['h264', 'h265'] as const) {
    for (const transport of ['tcp', 'udp'] as const) {
      test(`${codec} over ${transport}: every NAL unit is what ffmpeg reads, evenly timed`, options, async () => {
        const server = await startGstCamera('--video', codec)
        const ours = new Reception(server.url, transport)
        try {
          await ours.pictures(5)
          assert.equal(ours.error, null)
          const reference = await ffmpegVideo(server.url, codec)
          await ours.pictures(ours.video.length + 15)
          assert.equal(ours.transport, transport)
          const agreed = () => agreement(sampleNals(ours.video), reference)
          await waitUntil('the pictures', 30_000, () => agreed() >= reference.length - 3).catch(() => {})
          const matched = agreed()
          assert.ok(matched >= 30, `only ${matched} of ${reference.length} NAL units agree`)
          assert.ok(matched >= reference.length - 3, `${matched} of ${reference.length} NAL units agree`)
          assert.deepEqual(
            ours.runs.map(({ cause }) => cause),
            ['connected'],
          )
          const { video } = ours.runs[0]!.run.description
          assert.deepEqual([video.codec, video.width, video.height, video.frameRate], [codec, 320, 240, 15])
          assert.ok(ours.video[0]?.keyframe && ours.video[0].pts === 0)
          const steps = ours.video.slice(1).map((packet, i) => packet.pts - ours.video[i]!.pts)
          assert.ok(steps.every((step, i) => step > 0 || ours.video[i + 1]!.pts === 0))
          const even = steps.filter(step => step === 6000).length
          assert.ok(even >= steps.length - 2 * ours.runs.length, `${even} of ${steps.length} steps are even`)
        } finally {
          await ours.stop()
          await server.stop()
        }
      })
    }
  }

  for (const codec of ['aac', 'pcmu', 'pcma', 'opus'] as const) {
    test(`${codec}: every frame is what ffprobe reads, in step with the picture`, options, async () => {
      const server = await startGstCamera('--audio', codec)
      const ours = new Reception(server.url)
      try {
        await ours.pictures(5)
        const reference = await ffprobeAudio(server.url)
        await ours.pictures(ours.video.length + 15)
        await waitUntil('the first sound', 30_000, () => ours.audio.length > 0)
        const heard = () => ours.audio.map(packet => md5(bytesOf(packet)))
        // Both hear the stream from its beginning, but sound from before the first picture belongs to no run of ours.
        const before = reference.indexOf(heard()[0]!)
        assert.ok(before >= 0 && before < reference.length / 3, `our sound begins at frame ${before} of ffprobe's`)
        const common = reference.slice(before)
        const matched = () => agreement(heard(), common)
        const enough = Math.max(10, common.length - 3)
        // Sound may reach us later than the picture it belongs to, and later than it reached ffprobe.
        await waitUntil('the sound', 30_000, () => matched() >= enough).catch(() => {})
        assert.ok(matched() >= enough, `${matched()} of ${common.length} frames agree`)
        const track = ours.runs.at(-1)!.run.description.audio
        assert.equal(track?.codec, codec)
        const lastVideo = ours.video.at(-1)!.pts / 90_000
        const lastAudio = ours.audio.at(-1)!.pts / track!.clockRate
        assert.ok(Math.abs(lastVideo - lastAudio) < 1, `picture at ${lastVideo} s, sound at ${lastAudio} s`)
        assert.ok(ours.audio.every((packet, i) => i === 0 || packet.pts > 0))
      } finally {
        await ours.stop()
        await server.stop()
      }
    })
  }

  for (const auth of ['basic', 'digest'] as const) {
    test(`${auth}: the right password streams, a wrong one is refused`, options, async () => {
      const server = await startGstCamera('--auth', auth)
      const address = `127.0.0.1:${server.port}/main`
      const right = new Reception(`rtsp://viewer:secret@${address}`)
      const wrong = new Reception(`rtsp://viewer:canary@${address}`)
      const none = new Reception(`rtsp://${address}`)
      try {
        await Promise.all([right.pictures(5), wrong.pictures(1), none.pictures(1)])
        assert.equal(right.error, null)
        for (const refused of [wrong, none]) {
          assert.equal((refused.error as { code: string }).code, 'camera.auth-refused')
          assert.ok(!JSON.stringify(refused.error, Object.getOwnPropertyNames(refused.error)).includes('canary'))
        }
      } finally {
        await Promise.all([right.stop(), wrong.stop(), none.stop()])
        await server.stop()
      }
    })
  }

  test('a camera that only does UDP is reached over UDP', options, async () => {
    const server = await startGstCamera('--transport', 'udp')
    const ours = new Reception(server.url, 'auto')
    try {
      await ours.pictures(5)
      assert.equal(ours.error, null)
      assert.equal(ours.transport, 'udp')
    } finally {
      await ours.stop()
      await server.stop()
    }
  })
})
