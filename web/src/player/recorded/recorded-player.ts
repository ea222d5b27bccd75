import type { Problem } from '@nightjar/shared/api/problem.ts'
import type { Segment } from '@nightjar/shared/api/recording.ts'
import { problemOf, RequestFailed } from '../../api/result.ts'
import { appendSegment } from './append-segment.ts'
import { AskPace } from './ask-pace.ts'
import { seam, secondsAhead, settleAt } from './buffered.ts'
import { followRate } from './follow-rate.ts'
import { MediaBuffer } from './media-buffer.ts'
import { playableType } from './playable-type.ts'
import type { RecordedPlayerDeps } from './recorded-player-deps.ts'
import { interrupted, noPlayer, noStart, notHere, undecodable, unsupported } from './recorded-problems.ts'
import { pictureFacts, type RecordedSnapshot, type RecordedState, segmentFacts } from './recorded-state.ts'
import { RunTimes } from './run-times.ts'
import { fragmentAt } from './segment-bytes.ts'
import { SegmentWindow } from './segment-window.ts'

/** Loaded ahead of the picture, in seconds of playing time. */
const ahead = 15
/** Browsers stop up to a few pictures before the end of what they have, more of them at speed. Seconds. */
const endSlack = 0.3

/** Plays one camera's recordings along wall time. Never leaves a gap by itself: whoever leads decides where to go on. */
export class RecordedPlayer {
  readonly #deps: RecordedPlayerDeps
  readonly #segments: SegmentWindow
  #state: RecordedState = { kind: 'idle' }
  #buffer: MediaBuffer | null = null
  #abort = new AbortController()
  #wanted = false
  #speed = 1
  #sound: RecordedSnapshot['sound'] = 'none'
  #targetMs = 0
  #loadedUntilMs = 0
  #loading = false
  readonly #pace = new AskPace()
  #shown: Segment | null = null
  readonly #loaded: Segment[] = []
  readonly #runs = new RunTimes()
  readonly #endTick: () => void

  constructor(deps: RecordedPlayerDeps) {
    this.#deps = deps
    this.#segments = new SegmentWindow(deps.getSegments, () => deps.clock.wallMs())
    this.#endTick = deps.clock.everyFrame(() => this.#tick())
    deps.video.addEventListener('error', () => this.#broke())
  }

  get state(): RecordedState {
    return this.#state
  }

  get wallMs(): number {
    const buffer = this.#buffer
    if (buffer === null || this.#state.kind !== 'ready') return this.#targetMs
    return buffer.originMs + this.#deps.video.currentTime * 1000
  }

  /** Moves on by itself: its time is the time to follow. */
  get advancing(): boolean {
    return this.#state.kind === 'ready' && this.#wanted
  }

  seek(wallMs: number): void {
    this.#targetMs = wallMs
    const video = this.#deps.video
    const buffer = this.#buffer
    if (buffer !== null && this.#isBuffered(wallMs)) {
      video.currentTime = (wallMs - buffer.originMs) / 1000
      this.#set({ kind: 'ready' })
      this.#drive()
      return
    }
    video.pause()
    this.#abort.abort()
    this.#abort = new AbortController()
    this.#loading = false
    this.#loaded.length = 0
    this.#shown = null
    this.#set({ kind: 'loading' })
    void this.#startAt(wallMs, this.#abort.signal)
  }

  setPlaying(playing: boolean): void {
    this.#wanted = playing
    this.#drive()
  }

  setSpeed(speed: number): void {
    this.#speed = speed
    this.#deps.video.playbackRate = speed
  }

  /** Plays a little slower or faster until it is no longer `aheadMs` (negative: behind) of whoever leads. */
  nudge(aheadMs: number): void {
    const rate = followRate(this.#speed, aheadMs)
    if (Math.abs(this.#deps.video.playbackRate - rate) > 0.004) this.#deps.video.playbackRate = rate
  }

  setAudible(audible: boolean): void {
    this.#deps.video.muted = !audible
  }

  /** One picture on or back; pauses. */
  step(pictures: number): void {
    const frameRate = this.#shown?.manifest.frameRate ?? 25
    this.seek(this.wallMs + (pictures * 1000) / Math.max(frameRate, 1))
  }

  /** Tries again what was blocked or not there. */
  retry(): void {
    this.#segments.forget()
    this.seek(this.#targetMs)
  }

  close(): void {
    this.#abort.abort()
    this.#endTick()
    this.#buffer?.close()
    this.#buffer = null
  }

  async #startAt(wallMs: number, signal: AbortSignal): Promise<void> {
    try {
      if (this.#deps.mediaSource === null) throw new RequestFailed(noPlayer)
      this.#buffer ??= await MediaBuffer.open(this.#deps.video, this.#deps.mediaSource, wallMs)
      if (signal.aborted) return
      if (wallMs < this.#buffer.originMs + 1000) {
        this.#buffer.close()
        this.#buffer = await MediaBuffer.open(this.#deps.video, this.#deps.mediaSource, wallMs)
      }
      await this.#buffer.empty()
      if (signal.aborted) return
      this.#loadedUntilMs = wallMs
      this.#deps.video.currentTime = (wallMs - this.#buffer.originMs) / 1000
      await this.#load(signal)
    } catch (error) {
      this.#fail(error, signal)
    }
  }

  /** Loads the next segment at or after what is loaded. */
  async #load(signal: AbortSignal): Promise<void> {
    this.#loading = true
    try {
      const segment = await this.#segments.next(this.#loadedUntilMs + 1, signal)
      if (signal.aborted) return
      if (segment === null) {
        if (this.#state.kind === 'loading') this.#set({ kind: 'gap', nextMs: null })
        return
      }
      const { wallStartMs, wallEndMs } = segment.manifest
      if (this.#state.kind === 'loading' && wallStartMs > this.#targetMs + seam * 1000) {
        this.#set({ kind: 'gap', nextMs: wallStartMs })
        return
      }
      // A gap after what is loaded: the bytes beyond it are fetched when somebody goes there.
      if (this.#loaded.length > 0 && wallStartMs > this.#loadedUntilMs + seam * 1000) return
      if (!segment.playable) throw new RequestFailed(notHere)
      await this.#append(segment, signal)
      if (!signal.aborted) this.#loadedUntilMs = Math.max(this.#loadedUntilMs, wallEndMs)
    } catch (error) {
      this.#fail(error, signal)
    } finally {
      if (!signal.aborted) this.#loading = false
    }
  }

  async #append(segment: Segment, signal: AbortSignal): Promise<void> {
    const buffer = this.#buffer!
    const { manifest } = segment
    const refuse = (problem: Problem) => {
      // It can still be downloaded.
      this.#shown = segment
      throw new RequestFailed(problem)
    }
    const type = playableType(manifest.codecString, this.#deps.mediaSource!) ?? refuse(unsupported(manifest.videoCodec))
    this.#sound = type.sound
    await appendSegment(segment, {
      buffer,
      type,
      runs: this.#runs,
      fromFragment: this.#loaded.length === 0 ? fragmentAt(manifest, this.#targetMs) : 0,
      signal,
      onFragment: () => this.#arrived(segment),
    })
    if (!signal.aborted && this.#deps.video.buffered.length === 0) refuse(noStart)
  }

  #arrived(segment: Segment): void {
    if (this.#loaded.at(-1) !== segment) this.#loaded.push(segment)
    if (this.#state.kind === 'loading' && this.#isBuffered(this.#targetMs)) {
      this.#set({ kind: 'ready' })
      this.#drive()
    }
  }

  #tick(): void {
    if (this.#state.kind === 'gap' && this.#state.nextMs === null) this.#watchForNewer()
    if (this.#state.kind !== 'ready' || this.#buffer === null) return
    const wall = this.wallMs
    const shown = this.#loaded.findLast(({ manifest }) => manifest.wallStartMs <= wall) ?? null
    if (shown !== this.#shown) {
      this.#shown = shown
      this.#report()
    }
    const left = secondsAhead(this.#deps.video)
    if (left < ahead * Math.max(1, this.#speed) && !this.#loading) {
      const { signal } = this.#abort
      if (this.#pace.isDue(this.#deps.clock.wallMs()))
        void this.#load(signal).finally(() => {
          if (!signal.aborted) this.#pace.answered(this.#loadedUntilMs, this.#deps.clock.wallMs())
        })
    }
    // The last picture of a stretch stands until its end is really reached.
    if (left < endSlack * Math.max(1, this.#speed) && this.#deps.video.readyState < 3 && !this.#loading && this.#wanted)
      void this.#reachedEnd(wall)
  }

  /** At the newest recording the next segment appears when it is closed, for who plays and for who stands there. */
  #watchForNewer(): void {
    const now = this.#deps.clock.wallMs()
    if (!this.#pace.isDue(now)) return
    this.#pace.wait(now + 2000)
    void this.#reachedEnd(this.#targetMs)
  }

  async #reachedEnd(wall: number): Promise<void> {
    this.#targetMs = wall
    if (this.#state.kind !== 'gap') this.#set({ kind: 'gap', nextMs: null })
    this.#deps.video.pause()
    const { signal } = this.#abort
    try {
      const segment = await this.#segments.next(Math.max(wall, this.#loadedUntilMs) + 1, signal)
      if (signal.aborted || this.#state.kind !== 'gap') return
      const nextMs = segment?.manifest.wallStartMs ?? null
      this.#targetMs = Math.max(wall, this.#loadedUntilMs)
      if (nextMs !== null && nextMs <= this.#loadedUntilMs + seam * 1000)
        this.seek(Math.max(nextMs + 1, this.#targetMs))
      else this.#set({ kind: 'gap', nextMs })
    } catch (error) {
      // Who stands in a gap asked for nothing: its words stay, and it is looked at again soon.
      if (this.#wanted) this.#fail(error, signal)
    }
  }

  /** The decoder gave up, and with it went what was loaded. */
  #broke(): void {
    if (this.#buffer === null || this.#deps.video.error === null) return
    this.#targetMs = this.wallMs
    this.#loadedUntilMs = this.#shown?.manifest.wallEndMs ?? this.#targetMs
    this.#buffer.close()
    this.#buffer = null
    this.#state = { kind: 'loading' }
    this.#fail(new RequestFailed(undecodable), this.#abort.signal)
  }

  #fail(error: unknown, signal: AbortSignal): void {
    if (signal.aborted) return
    // While pictures are still left to show, a failure ahead of them is no news yet; it is met again when they end.
    if (this.#state.kind === 'ready' && secondsAhead(this.#deps.video) > endSlack) {
      this.#pace.wait(this.#deps.clock.wallMs() + 2000)
      return
    }
    const problem = error instanceof RequestFailed ? problemOf(error) : interrupted
    const blocked = this.#loadedUntilMs
    this.#targetMs = this.wallMs
    this.#set({ kind: 'blocked', problem, nextMs: null })
    void this.#segments.next(blocked + 1, signal).then(
      segment => {
        const nextMs = segment?.manifest.wallEndMs ?? null
        if (!signal.aborted && this.#state.kind === 'blocked') this.#set({ kind: 'blocked', problem, nextMs })
      },
      () => undefined,
    )
  }

  #isBuffered(wallMs: number): boolean {
    return this.#buffer !== null && settleAt(this.#deps.video, (wallMs - this.#buffer.originMs) / 1000)
  }

  #drive(): void {
    const video = this.#deps.video
    video.playbackRate = this.#speed
    if (this.#wanted && this.#state.kind === 'ready') void video.play().catch(() => undefined)
    else video.pause()
    this.#report()
  }

  #set(state: RecordedState): void {
    this.#state = state
    this.#report()
  }

  #report(): void {
    const { video, onChange } = this.#deps
    const moment = { state: this.#state, wallMs: this.wallMs, playing: this.#wanted, sound: this.#sound }
    onChange({ ...moment, ...pictureFacts(video), ...segmentFacts(this.#shown) })
  }
}
