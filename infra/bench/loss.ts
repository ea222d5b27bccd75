import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LossPolicy } from '@nightjar/edge-agent/capture/rtp/picture-chain.ts'
import type { CameraPacket, PacketFields, PicturePacket } from '@nightjar/edge-agent/media/packet.ts'
import { seededFraction } from '@nightjar/edge-agent/testing/seeded.ts'
import { recordWhat } from '../integration/record/record-material.ts'
import { type Impairment, impair, schedule } from '../lossy-link/impair.ts'
import { playability } from '../lossy-link/playable.ts'
import { receiveClip, receptionStartMs } from '../lossy-link/receive-clip.ts'
import { type ClipOptions, makeRtpClip, type RtpClip } from '../lossy-link/rtp-clip.ts'
import { say } from './usage.ts'

/**
 * What is left of a stream whose packets are lost or reordered over UDP: real encoder, real payloader, our reception and
 * recording on a simulated clock with a seeded network, ffmpeg as the decoder. Says nothing of speed.
 */
const seconds = Number(process.argv[2] ?? 20)
const seeds = [1, 2, 3]
const clips: Record<string, Omit<ClipOptions, 'seconds'>> = {
  '1080p15 3 Mb/s H.264, 4 slices': { codec: 'h264', size: '1920x1080', kbps: 3000, slices: 4 },
  '4K15 12 Mb/s H.264, 1 slice': { codec: 'h264', size: '3840x2160', kbps: 12_000, slices: 1 },
  '1080p15 3 Mb/s H.265, 1 slice': { codec: 'h265', size: '1920x1080', kbps: 3000, slices: 1 },
}
const losses = [0.005, 0.01, 0.02, 0.05]
const policies: readonly LossPolicy[] = ['withhold', 'conceal']
const percent = (share: number) => `${(share * 100).toFixed(1)} %`
/** Nothing here has a mask. */
const shown = (packet: CameraPacket) => packet as PacketFields as PicturePacket

async function measure(clip: RtpClip, how: Impairment, policy: LossPolicy, seed: number) {
  const folder = mkdtempSync(join(tmpdir(), 'nightjar-loss-'))
  try {
    const arrivals = impair(schedule(clip.packets, clip.frameRate), how, seededFraction(seed))
    let counters = { units: 0, damaged: 0 }
    const recorded = await recordWhat(folder, { segmentSeconds: 10, audio: false }, async recorder => {
      const events = {
        run: recorder.runStarted.bind(recorder),
        packet: (packet: CameraPacket) => recorder.packet(shown(packet)),
      }
      counters = (await receiveClip(arrivals, { codec: clip.codec, policy }, events)).depacketizer.counters
    })
    const source = { fromMs: receptionStartMs, pictures: clip.pictures, frameRate: clip.frameRate }
    const played = await playability(recorded, source)
    return { ...played, kept: counters.units / clip.pictures, damaged: counters.damaged / clip.pictures }
  } finally {
    rmSync(folder, { recursive: true })
  }
}

async function row(name: string, clip: RtpClip, how: Impairment): Promise<void> {
  for (const policy of policies) {
    const all: Awaited<ReturnType<typeof measure>>[] = []
    for (const seed of seeds) all.push(await measure(clip, how, policy, seed))
    const mean = (key: 'seconds' | 'pictures' | 'kept' | 'damaged') =>
      percent(all.reduce((sum, one) => sum + one[key], 0) / all.length)
    say(
      `${name}, ${policy}: seconds playable ${mean('seconds')}, pictures kept ${mean('kept')}, of them damaged ${mean('damaged')}, decoded ${mean('pictures')}`,
    )
  }
}

const folder = mkdtempSync(join(tmpdir(), 'nightjar-loss-clips-'))
try {
  for (const [name, options] of Object.entries(clips)) {
    const clip = makeRtpClip(folder, { ...options, seconds })
    say(`${name}: ${clip.packets.length} packets, ${Math.round(clip.packets.length / seconds)}/s`)
    for (const loss of losses) await row(`  ${percent(loss)} lost`, clip, { loss })
  }
  const slow = makeRtpClip(folder, { codec: 'h264', size: '320x180', kbps: 150, slices: 1, seconds, frameRate: 10 })
  const fast = makeRtpClip(folder, { codec: 'h264', size: '1920x1080', kbps: 20_000, slices: 4, seconds })
  for (const clip of [slow, fast]) {
    say(`reordering, nothing lost: ${Math.round(clip.packets.length / seconds)} packets/s`)
    await row('  a tenth up to 100 ms late', clip, { delayed: { share: 0.1, upToMs: 100 }, doubled: 0.01 })
    await row('  a tenth swapped', clip, { swapped: 0.1, doubled: 0.01 })
  }
} finally {
  rmSync(folder, { recursive: true })
}
