import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, describe, test } from 'node:test'
import { type Outcome, recordClip } from '../../lossy-link/record-clip.ts'
import { type ClipOptions, makeRtpClip } from '../../lossy-link/rtp-clip.ts'
import { missingTools } from '../record/material.ts'
import { gstSkip } from './servers.ts'

const skip = gstSkip() || missingTools
const options = { skip, timeout: 240_000 }
const folder = mkdtempSync(join(tmpdir(), 'nightjar-loss-'))
after(() => rmSync(folder, { recursive: true }))

const seconds = 10
const clips: Record<string, Omit<ClipOptions, 'seconds'>> = {
  'H.264 in four slices': { codec: 'h264', size: '1280x720', kbps: 3000, slices: 4 },
  '4K H.264 in one slice': { codec: 'h264', size: '3840x2160', kbps: 12_000, slices: 1 },
  'H.265 in one slice': { codec: 'h265', size: '1280x720', kbps: 2000, slices: 1 },
}

describe('a camera over a network that loses 2 % of the packets', () => {
  for (const [name, clip] of Object.entries(clips)) {
    test(`${name}: nine seconds in ten play, and the manifests count what is damaged`, options, async () => {
      const made = makeRtpClip(folder, { ...clip, seconds })
      // One network in fifty loses the beginning of the first keyframe, and with it the first group of two seconds.
      const outcomes: Outcome[] = []
      for (const seed of [4, 5, 6, 7, 8]) outcomes.push(await recordClip(made, { loss: 0.02 }, 'conceal', seed))
      const said = JSON.stringify(outcomes)
      const mean = (of: keyof Outcome) => outcomes.reduce((sum, each) => sum + each[of], 0) / outcomes.length
      assert.ok(Math.abs(mean('lost') - 0.02) < 0.01, said)
      assert.ok(mean('seconds') >= 0.9, said)
      assert.ok(mean('kept') >= 0.9, said)
      assert.ok(mean('damaged') > 0.5, said)
      assert.ok(mean('counted') > 0.5 && mean('counted') <= mean('damaged'), said)
    })
  }

  test('withheld, hardly a picture is left, and none is damaged', options, async () => {
    const made = makeRtpClip(folder, { ...clips['H.264 in four slices']!, seconds })
    const outcome = await recordClip(made, { loss: 0.02 }, 'withhold', 4)
    assert.ok(outcome.kept < 0.5, JSON.stringify(outcome))
    assert.deepEqual([outcome.damaged, outcome.counted], [0, 0])
  })
})

describe('a camera over a network that loses nothing but turns packets around', () => {
  const slow = { codec: 'h264', size: '320x180', kbps: 200, slices: 1, frameRate: 10 } as const
  const fast = { codec: 'h264', size: '1920x1080', kbps: 21_000, slices: 4 } as const
  for (const [name, clip] of Object.entries({ slow, fast })) {
    test(`a ${name} one comes out whole, to the last picture`, options, async () => {
      const made = makeRtpClip(folder, { ...clip, seconds })
      for (const how of [{ swapped: 0.1 }, { delayed: { share: 0.1, upToMs: 75 } }, { doubled: 0.05 }]) {
        const outcome = await recordClip(made, how, 'conceal', 5)
        assert.deepEqual(outcome, { seconds: 1, decoded: 1, kept: 1, damaged: 0, counted: 0, lost: 0 })
      }
    })
  }
})
