import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Segment } from '@nightjar/shared/api/recording.ts'
import { asAsked } from './as-asked.ts'

const segment = (start: number, where: Segment['where']): Segment =>
  ({
    manifest: { wallStartMs: start, wallEndMs: start + 10 },
    where,
    playable: where !== 'gone',
  }) as unknown as Segment

test('of the stretch that somebody asks for, and of no other, what was deleted is played as if the site had it', () => {
  const segments = [segment(0, 'gone'), segment(10, 'gone'), segment(20, 'archive')]
  const shown = (stretch: { from: number; to: number } | null) =>
    asAsked(segments, stretch).map(({ where, playable }) => `${where} ${playable}`)
  assert.deepEqual(shown(null), ['gone false', 'gone false', 'archive true'])
  assert.deepEqual(shown({ from: 10, to: 30 }), ['gone false', 'site true', 'archive true'])
})
