import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { LossPolicy } from '@nightjar/edge-agent/capture/rtp/picture-chain.ts'
import type { Impairment } from '../lossy-link/impair.ts'
import { type Outcome, recordClip } from '../lossy-link/record-clip.ts'
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

async function row(name: string, clip: RtpClip, how: Impairment): Promise<void> {
  for (const policy of policies) {
    const all: Outcome[] = []
    for (const seed of seeds) all.push(await recordClip(clip, how, policy, seed))
    const mean = (key: keyof Outcome) => percent(all.reduce((sum, one) => sum + one[key], 0) / all.length)
    const pictures = `pictures kept ${mean('kept')}, marked as damaged ${mean('damaged')}, decoded ${mean('decoded')}`
    say(`${name}, ${policy}: seconds playable ${mean('seconds')}, ${pictures}`)
  }
}

const folder = mkdtempSync(join(tmpdir(), 'nightjar-loss-'))
try {
  for (const [name, options] of Object.entries(clips)) {
    const clip = makeRtpClip(folder, { ...options, seconds })
    say(`${name}: ${Math.round(clip.packets.length / seconds)} packets/s`)
    for (const loss of losses) await row(`  ${percent(loss)} lost`, clip, { loss })
  }
  const slow = { codec: 'h264', size: '320x180', kbps: 200, slices: 1, frameRate: 10 } as const
  const fast = { codec: 'h264', size: '1920x1080', kbps: 21_000, slices: 4 } as const
  for (const options of [slow, fast]) {
    const clip = makeRtpClip(folder, { ...options, seconds })
    say(`reordering, nothing lost: ${Math.round(clip.packets.length / seconds)} packets/s`)
    for (const upToMs of [60, 120, 200]) {
      await row(`  a tenth up to ${upToMs} ms late`, clip, { delayed: { share: 0.1, upToMs }, doubled: 0.01 })
    }
    await row('  a tenth swapped', clip, { swapped: 0.1, doubled: 0.01 })
  }
} finally {
  rmSync(folder, { recursive: true })
}
