import type { Segment } from '@nightjar/shared/api/recording.ts'
import { problemOf, RequestFailed } from '../../api/result.ts'
import type { PlayerClock } from '../player-clock.ts'
import { MediaBuffer } from './media-buffer.ts'
import { playableType } from './playable-type.ts'
import { interrupted, noPlayer, notHere, unsupported } from './recorded-problems.ts'
import type { RecordedSnapshot, RecordedState } from './recorded-state.ts'
import { decodeTime, keepOnlyVideo, type VideoTrack, videoTrack } from './segment-boxes.ts'
import { fragmentAt, segmentBoxes } from './segment-bytes.ts'
import { type GetSegments, SegmentWindow } from './segment-window.ts'

export interface RecordedPlayerDeps {
  readonly video: HTMLVideoElement
  readonly clock: PlayerClock
  readonly mediaSource: typeof MediaSource | null
  readonly getSegments: GetSegments
  readonly onChange: (snapshot: RecordedSnapshot) => void
}

/** Loaded ahead of the picture, in seconds of playing time. */
const ahead = 15
/** A hole this small is the difference of two clocks, not a gap. Seconds. */
const seam = 0.6
/** Two cameras closer than this are left alone: half a picture at 15 per second. */
const inStepMs = 33
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
  #askAgainAtMs = 0
  #untilBefore = 0
  #shown: Segment | null = null
  readonly #loaded: Segment[] = []
  /** Wall minus media time per run: one mapping for all segments of a run leaves no seam between them. */
  readonly #runs = new Map<string, number>()
  readonly #endTick: () => void

  constructor(deps: RecordedPlayerDeps) {
    this.#deps = deps
    this.#segments = new SegmentWindow(deps.getSegments, () => deps.clock.nowMs())
    this.#endTick = deps.clock.everyFrame(() => this.#tick())
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
    // What the viewer sees of a distance shrinks with the speed.
    const apart = aheadMs / Math.max(1, this.#speed)
    const share = Math.abs(apart) < inStepMs ? 0 : Math.min(0.25, Math.max(-0.25, apart / 1500))
    // Beyond 16 browsers refuse a rate (HTML: NotSupportedError).
    const rate = Math.min(16, this.#speed * (1 - share))
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
    const type = playableType(manifest.codecString, this.#deps.mediaSource!)
    if (type === null) {
      // It can still be downloaded.
      this.#shown = segment
      throw new RequestFailed(unsupported(manifest.videoCodec))
    }
    buffer.setType(type.mimeType)
    this.#sound = type.videoOnly ? 'mute' : manifest.codecString.includes(',') ? 'playable' : 'none'
    const from = this.#loaded.length === 0 ? fragmentAt(manifest, this.#targetMs) : 0
    let track: VideoTrack | null = null
    let placed = false
    let head: Uint8Array<ArrayBuffer>[] = []
    for await (const box of segmentBoxes(segment, from, signal)) {
      if (box.type === 'moov') track = videoTrack(box.bytes)
      if (type.videoOnly && track !== null && (box.type === 'moov' || box.type === 'moof'))
        keepOnlyVideo(box.bytes, track.id)
      if (box.type === 'moof' && !placed && track !== null) {
        const time = decodeTime(box.bytes, track.id)
        if (time !== null) {
          buffer.place(this.#wallOf(segment, manifest.fragments[from]![0]), time / track.timescale)
          placed = true
        }
      }
      head.push(box.bytes)
      if (box.type !== 'mdat' && box.type !== 'moov') continue
      await buffer.append(joined(head))
      head = []
      if (signal.aborted) return
      if (box.type === 'mdat') this.#arrived(segment)
    }
    await buffer.trim()
  }

  #wallOf(segment: Segment, mediaMs: number): number {
    const { runId, wallStartMs, mediaStartMs } = segment.manifest
    const own = wallStartMs - mediaStartMs
    const known = this.#runs.get(runId)
    const base = known !== undefined && Math.abs(known - own) < seam * 1000 ? known : own
    this.#runs.set(runId, base)
    return mediaMs + base
  }

  #arrived(segment: Segment): void {
    if (this.#loaded.at(-1) !== segment) this.#loaded.push(segment)
    if (this.#state.kind === 'loading' && this.#isBuffered(this.#targetMs)) {
      this.#set({ kind: 'ready' })
      this.#drive()
    }
  }

  #tick(): void {
    if (this.#state.kind === 'gap' && this.#state.nextMs === null && this.#wanted) this.#watchForNewer()
    if (this.#state.kind !== 'ready' || this.#buffer === null) return
    const wall = this.wallMs
    const shown = this.#loaded.findLast(({ manifest }) => manifest.wallStartMs <= wall) ?? null
    if (shown !== this.#shown) {
      this.#shown = shown
      this.#report()
    }
    const left = this.#bufferedAhead()
    if (left < ahead * Math.max(1, this.#speed) && !this.#loading) {
      const { signal } = this.#abort
      if (this.#deps.clock.nowMs() >= this.#askAgainAtMs)
        void this.#load(signal).finally(() => this.#pauseAsking(signal))
    }
    // The last picture of a stretch stands until its end is really reached.
    if (left < endSlack * Math.max(1, this.#speed) && this.#deps.video.readyState < 3 && !this.#loading && this.#wanted)
      void this.#reachedEnd(wall)
  }

  /** Nothing new came: do not ask again with every repaint. */
  #pauseAsking(signal: AbortSignal): void {
    if (signal.aborted) return
    const stood = this.#untilBefore === this.#loadedUntilMs
    this.#untilBefore = this.#loadedUntilMs
    this.#askAgainAtMs = stood ? this.#deps.clock.nowMs() + 1500 : 0
  }

  /** At the newest recording: the next segment appears when it is closed. */
  #watchForNewer(): void {
    const now = this.#deps.clock.nowMs()
    if (now < this.#askAgainAtMs) return
    this.#askAgainAtMs = now + 2000
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
      if (nextMs !== null && nextMs <= this.#loadedUntilMs + seam * 1000) this.seek(nextMs + 1)
      else this.#set({ kind: 'gap', nextMs })
    } catch (error) {
      this.#fail(error, signal)
    }
  }

  #fail(error: unknown, signal: AbortSignal): void {
    if (signal.aborted) return
    // While pictures are still left to show, a failure ahead of them is no news yet; it is met again when they end.
    if (this.#state.kind === 'ready' && this.#bufferedAhead() > endSlack) {
      this.#askAgainAtMs = this.#deps.clock.nowMs() + 2000
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
    if (this.#buffer === null) return false
    const at = (wallMs - this.#buffer.originMs) / 1000
    const { buffered } = this.#deps.video
    for (let index = 0; index < buffered.length; index += 1)
      if (at >= buffered.start(index) - seam && at < buffered.end(index)) {
        if (at < buffered.start(index)) this.#deps.video.currentTime = buffered.start(index)
        return true
      }
    return false
  }

  /** Seconds of media from the picture on the screen to the end of what hangs together with it. */
  #bufferedAhead(): number {
    const { buffered, currentTime } = this.#deps.video
    let end = currentTime
    for (let index = 0; index < buffered.length; index += 1)
      if (buffered.start(index) <= end + 0.25 && buffered.end(index) > end) end = buffered.end(index)
    return end - currentTime
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
    const { video } = this.#deps
    this.#deps.onChange({
      state: this.#state,
      wallMs: this.wallMs,
      playing: this.#wanted,
      width: video.videoWidth || null,
      height: video.videoHeight || null,
      frameRate: this.#shown?.manifest.frameRate ?? null,
      where: this.#shown?.where ?? null,
      segmentId: this.#shown?.manifest.segmentId ?? null,
      mediaUrl: this.#shown?.mediaUrl ?? null,
      sound: this.#sound,
    })
  }
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes
}
