import assert from 'node:assert/strict'
import { test } from 'node:test'
import { TestClock } from '../../testing/player-clock.ts'
import { Playback, type PlaybackSnapshot } from './playback.ts'
import type { RecordedPlayer } from './recorded-player.ts'
import type { RecordedState } from './recorded-state.ts'

const start = 1_000_000

/** What playback sees of a player; the real one needs a browser's media pipeline. */
class Screen {
  wallMs = start
  state: RecordedState = { kind: 'ready' }
  playing = false
  readonly sought: number[] = []
  readonly nudges: number[] = []
  get advancing(): boolean {
    return this.state.kind === 'ready' && this.playing
  }
  seek(wallMs: number) {
    this.wallMs = wallMs
    this.state = { kind: 'loading' }
    this.sought.push(wallMs)
  }
  setPlaying(playing: boolean) {
    this.playing = playing
  }
  setSpeed() {}
  nudge(aheadMs: number) {
    this.nudges.push(aheadMs)
  }
}

function playback(count: number) {
  const clock = new TestClock(start + 3_600_000)
  let shown: PlaybackSnapshot | null = null
  const all = new Playback(clock, start, snapshot => {
    shown = snapshot
  })
  const screens = Array.from({ length: count }, () => new Screen())
  for (const [index, screen] of screens.entries()) all.add(`${index}`, screen as unknown as RecordedPlayer)
  for (const screen of screens) {
    screen.sought.length = 0
    screen.state = { kind: 'ready' }
  }
  return { clock, all, screens, shown: () => shown! }
}

test('whoever has pictures leads; a follower a little off plays towards it, one far off is moved', () => {
  const { clock, all, screens, shown } = playback(2)
  const [leader, follower] = screens as [Screen, Screen]
  all.setPlaying(true)
  leader.wallMs = start + 500
  follower.wallMs = start + 300
  clock.repaint(5000)
  assert.equal(shown().wallMs, start + 500)
  assert.deepEqual([follower.nudges, follower.sought], [[-200], []])
  follower.wallMs = start - 3000
  clock.repaint(16)
  assert.deepEqual(follower.sought, [start + 500])
})

test('a gap of one is passed by the others, a gap of all is passed over and told', () => {
  const { clock, all, screens, shown } = playback(2)
  const [first, second] = screens as [Screen, Screen]
  all.setPlaying(true)
  first.state = { kind: 'gap', nextMs: start + 60_000 }
  second.wallMs = start + 1000
  clock.repaint(16)
  assert.equal(shown().wallMs, start + 1000)
  assert.equal(shown().skipped, null)
  second.state = { kind: 'gap', nextMs: start + 20_000 }
  clock.repaint(16)
  assert.equal(shown().wallMs, start + 20_000)
  assert.deepEqual([shown().skipped?.fromMs, shown().skipped?.toMs], [start + 1000, start + 20_000])
  clock.repaint(7000)
  assert.equal(shown().skipped, null)
})

test('nobody who still loads is left behind by jumping over a gap', () => {
  const { clock, all, screens, shown } = playback(2)
  all.setPlaying(true)
  screens[0]!.state = { kind: 'gap', nextMs: start + 60_000 }
  screens[1]!.state = { kind: 'loading' }
  clock.repaint(16)
  assert.equal(shown().wallMs, start)
})

test('a camera whose recordings go on joins in when the others get there', () => {
  const { clock, all, screens } = playback(2)
  const [leader, absent] = screens as [Screen, Screen]
  all.setPlaying(true)
  absent.state = { kind: 'gap', nextMs: start + 5000 }
  leader.wallMs = start + 4000
  clock.repaint(16)
  assert.deepEqual(absent.sought, [])
  leader.wallMs = start + 5100
  clock.repaint(16)
  assert.deepEqual(absent.sought, [start + 5100])
})

test('standing still, all show the same moment', () => {
  const { all, screens } = playback(2)
  all.setPlaying(true)
  screens[1]!.wallMs = start + 400
  all.setPlaying(false)
  for (const screen of screens) assert.deepEqual(screen.sought, [start])
})
