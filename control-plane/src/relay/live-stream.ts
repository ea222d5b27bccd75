import { closeCodes, type WireControl, wireControlSchema } from '@nightjar/shared/live/stream-head.ts'
import { readWireHeader, wireHeaderLength, wireType } from '@nightjar/shared/live/wire.ts'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import { GroupLog } from './group-log.ts'
import { limits } from './limits.ts'
import type { Viewer } from './viewer.ts'

type State = Extract<WireControl, { kind: 'state' }>

/** One stream: what came in last, and everybody who watches it. Where its bytes come from is not its business. */
export class LiveStream {
  readonly cameraId: string
  readonly streamId: string
  readonly viewers = new Set<Viewer>()
  readonly #clock: Clock
  readonly #log = new GroupLog(limits.groupBytes)
  #state: State = { kind: 'state', state: 'opening', reason: null }
  #lastPictureMs = 0

  constructor(cameraId: string, streamId: string, clock: Clock) {
    this.cameraId = cameraId
    this.streamId = streamId
    this.#clock = clock
  }

  get state(): State['state'] {
    return this.#state.state
  }

  add(viewer: Viewer): void {
    this.viewers.add(viewer)
    viewer.control(this.#state)
    viewer.join(this.#log)
  }

  remove(viewer: Viewer): void {
    if (this.viewers.delete(viewer)) viewer.leave()
  }

  setState(state: State['state'], reason: string | null): void {
    if (this.#state.state === state && this.#state.reason === reason) return
    this.#state = { kind: 'state', state, reason }
    for (const viewer of this.viewers) viewer.control(this.#state)
  }

  /** Tells the viewers why there is nothing more, and closes them. */
  end(reason: string): void {
    this.setState('gone', reason)
    for (const viewer of this.viewers) viewer.close(closeCodes.streamGone, reason)
    this.viewers.clear()
    this.#log.clear()
  }

  /** The upstream is lost: newcomers must not be shown an old group as if it were now. */
  interrupted(reason: string): void {
    this.setState('stalled', reason)
    this.#log.clear()
    for (const viewer of this.viewers) viewer.runEnds()
  }

  /** @returns false when the bytes are no wire message that a publisher may send. */
  publish(message: Buffer): boolean {
    const header = readWireHeader(message)
    if (header === null) return false
    switch (header.type) {
      case wireType.description:
        this.#describe(message)
        return true
      case wireType.control:
        return this.#publisherState(message)
      case wireType.video:
        this.#lastPictureMs = this.#clock.monotonicMs()
        this.#pass(message, header.keyframe)
        if (header.keyframe || this.#log.end > this.#log.start) this.setState('live', null)
        return true
      default:
        this.#pass(message, false)
        return true
    }
  }

  /** Once a second: notices a picture that stands still, lets stuck viewers go on. */
  tick(): void {
    for (const viewer of this.viewers) viewer.pump()
    const silentMs = this.#clock.monotonicMs() - this.#lastPictureMs
    if (this.#state.state === 'live' && silentMs > limits.stalledMs) this.setState('stalled', 'camera.stalled')
  }

  #describe(message: Buffer): void {
    this.#log.describe(message)
    for (const viewer of this.viewers) {
      viewer.runEnds()
      viewer.describe()
    }
  }

  #pass(message: Buffer, startsGroup: boolean): void {
    if (this.#log.description === null) return
    const number = this.#log.end
    if (startsGroup) for (const viewer of this.viewers) viewer.groupEnds()
    this.#log.append(message, startsGroup)
    for (const viewer of this.viewers) viewer.offer(number, message)
  }

  /** The agent says in words why there is no picture. */
  #publisherState(message: Buffer): boolean {
    const control = wireControlSchema.safeParse(parseJson(message.subarray(wireHeaderLength)))
    if (!control.success || control.data.kind !== 'state') return false
    if (control.data.state === 'opening' || control.data.state === 'stalled') {
      this.setState(control.data.state, control.data.reason)
    }
    return true
  }
}

function parseJson(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'))
  } catch {
    return null
  }
}
