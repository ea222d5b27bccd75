import type { PlayerClock } from '../player-clock.ts'
import type { RecordedPlayer } from './recorded-player.ts'

export interface PlaybackSnapshot {
  readonly wallMs: number
  readonly playing: boolean
  readonly speed: number
  /** The stretch without pictures that was just passed over; null otherwise. */
  readonly skipped: { readonly fromMs: number; readonly toMs: number } | null
}

/** A follower this far from the leader is moved there; one that is nearer plays faster or slower. */
const apartMs = 1000
/** A move takes a busy browser a second, in which it falls behind again: the next one waits, or none would ever end. */
const betweenMovesMs = 4000
/** How long the note about a skipped gap stands. */
const noteMs = 6000

/** One or more cameras on one clock: whoever has pictures leads, the others keep up, gaps of all are passed over. */
export class Playback {
  readonly #clock: PlayerClock
  readonly #onChange: (snapshot: PlaybackSnapshot) => void
  readonly #players = new Map<string, RecordedPlayer>()
  readonly #endTick: () => void
  #wallMs: number
  #playing = false
  #speed = 1
  #skipped: { fromMs: number; toMs: number; untilMs: number } | null = null
  #reportedMs = 0
  #movedAtMs = 0

  constructor(clock: PlayerClock, wallMs: number, onChange: (snapshot: PlaybackSnapshot) => void) {
    this.#clock = clock
    this.#wallMs = wallMs
    this.#onChange = onChange
    this.#endTick = clock.everyFrame(() => this.#tick())
  }

  get wallMs(): number {
    return this.#wallMs
  }

  add(cameraId: string, player: RecordedPlayer): void {
    this.#players.set(cameraId, player)
    player.setSpeed(this.#speed)
    player.setPlaying(this.#playing)
    player.seek(this.#wallMs)
  }

  remove(cameraId: string): void {
    this.#players.delete(cameraId)
  }

  seek(wallMs: number): void {
    this.#wallMs = Math.min(wallMs, this.#clock.wallMs())
    this.#skipped = null
    for (const player of this.#players.values()) player.seek(this.#wallMs)
    this.#report()
  }

  setPlaying(playing: boolean): void {
    this.#playing = playing
    for (const player of this.#players.values()) player.setPlaying(playing)
    // Standing still, all show the same moment to the picture.
    if (!playing && this.#players.size > 1) for (const player of this.#players.values()) player.seek(this.#wallMs)
    this.#report()
  }

  setSpeed(speed: number): void {
    this.#speed = speed
    for (const player of this.#players.values()) player.setSpeed(speed)
    this.#report()
  }

  step(pictures: number): void {
    this.setPlaying(false)
    const [leader, ...others] = this.#players.values()
    leader?.step(pictures)
    this.#wallMs = leader?.wallMs ?? this.#wallMs
    for (const player of others) player.seek(this.#wallMs)
    this.#report()
  }

  close(): void {
    this.#endTick()
    this.#players.clear()
  }

  #tick(): void {
    if (this.#playing) this.#advance()
    if (this.#skipped !== null && this.#clock.wallMs() > this.#skipped.untilMs) {
      this.#skipped = null
      this.#report()
    }
  }

  #advance(): void {
    const players = [...this.#players.values()]
    const leader = players.find(player => player.advancing)
    if (leader === undefined) {
      this.#passOver(players)
      return
    }
    this.#wallMs = leader.wallMs
    for (const player of players) {
      if (player === leader) continue
      const { state } = player
      const resumes = state.kind === 'gap' && state.nextMs !== null && state.nextMs <= this.#wallMs
      if (resumes) player.seek(this.#wallMs)
      else if (player.advancing) this.#keepUp(player)
    }
    // A dozen reports a second move the playhead smoothly enough.
    if (Math.abs(this.#wallMs - this.#reportedMs) >= 80 * Math.min(1, this.#speed)) this.#report()
  }

  #keepUp(follower: RecordedPlayer): void {
    const aheadMs = follower.wallMs - this.#wallMs
    const now = this.#clock.wallMs()
    if (Math.abs(aheadMs) > apartMs * Math.max(1, this.#speed / 2) && now - this.#movedAtMs > betweenMovesMs) {
      this.#movedAtMs = now
      follower.seek(this.#wallMs)
    } else follower.nudge(aheadMs)
  }

  #passOver(players: readonly RecordedPlayer[]): void {
    if (players.length === 0 || players.some(player => player.state.kind !== 'gap')) return
    const next = players.flatMap(({ state }) => (state.kind === 'gap' && state.nextMs !== null ? [state.nextMs] : []))
    if (next.length === 0) return
    const toMs = Math.min(...next)
    const fromMs = this.#wallMs
    this.seek(toMs)
    this.#skipped = { fromMs, toMs, untilMs: this.#clock.wallMs() + noteMs }
    this.#report()
  }

  #report(): void {
    this.#reportedMs = this.#wallMs
    this.#onChange({ wallMs: this.#wallMs, playing: this.#playing, speed: this.#speed, skipped: this.#skipped })
  }
}
