import type { Duplex } from 'node:stream'
import type { RedeemReply } from '@nightjar/shared/live/relay-api.ts'
import type { WireControl } from '@nightjar/shared/live/stream-head.ts'
import { wireJson, wireType } from '@nightjar/shared/live/wire.ts'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { WebSocket } from 'ws'
import type { GroupLog } from './group-log.ts'
import { closeSoon } from './hello.ts'
import { limits } from './limits.ts'
import { Pace } from './pace.ts'

/** `#next` of a viewer that cannot start before the next keyframe. */
const waiting = -1

/**
 * One viewer: a place in a stream's log and a socket. Nothing is queued for it here: what its socket has no room for
 * stays in the shared log, and is skipped when the next group of pictures begins.
 */
export class Viewer {
  readonly grant: RedeemReply
  readonly #ws: WebSocket
  readonly #socket: Duplex
  readonly #clock: Clock
  readonly #pace = new Pace()
  readonly #onDrain = () => this.pump()
  #log: GroupLog | null = null
  #next = waiting
  #describedVersion = 0
  /** Pictures left out since the last `skipped` control message. */
  #skipped = 0
  /** After a skip the socket must run nearly dry, or the backlog would only move on. */
  #mustDrain = false

  constructor(ws: WebSocket, socket: Duplex, grant: RedeemReply, clock: Clock) {
    this.grant = grant
    this.#ws = ws
    this.#socket = socket
    this.#clock = clock
    socket.on('drain', this.#onDrain)
  }

  /** Bytes that wait in this viewer's socket. */
  get queuedBytes(): number {
    return this.#socket.writableLength
  }

  /** Starts with the description and the current group of pictures of `log`. */
  join(log: GroupLog): void {
    this.#log = log
    this.#next = log.start < log.end ? log.start : waiting
    this.#describedVersion = 0
    this.#skipped = 0
    this.#pace.reset()
    this.describe()
    this.pump()
  }

  leave(): void {
    this.#log = null
  }

  /** Sends the description at once, so that the decoder is ready when the keyframe comes. */
  describe(): void {
    const log = this.#log
    if (log?.description == null || this.#describedVersion === log.descriptionVersion) return
    this.#describedVersion = log.descriptionVersion
    this.#write(log.description)
  }

  /** The log is about to begin a new group: whatever this viewer has not had of the old one it will not get. */
  groupEnds(): void {
    const log = this.#log
    if (!log) return
    if (this.#next !== waiting && this.#next < log.end) {
      this.#skipped += log.picturesFrom(this.#next)
      this.#mustDrain = true
      this.#pace.skipped(this.#clock.monotonicMs())
    }
    this.#next = log.end
  }

  /** A run ended: the rest of its pictures is of no use. */
  runEnds(): void {
    this.#next = waiting
  }

  /** A message with this number is new in the log. */
  offer(number: number, message: Buffer): void {
    if (this.#next !== number) return
    if (this.#hasRoom(message.byteLength)) this.#send(message)
    else this.#pace.behind(this.#clock.monotonicMs())
  }

  pump(): void {
    const log = this.#log
    if (!log) return
    while (this.#next !== waiting && this.#next < log.end) {
      const message = log.at(this.#next)
      if (!message) {
        this.#skipped++
        this.#next = waiting
        break
      }
      if (!this.#hasRoom(message.byteLength)) {
        this.#pace.behind(this.#clock.monotonicMs())
        return
      }
      this.#send(message)
    }
    this.#pace.caughtUp()
  }

  /** True when this viewer should go to a smaller stream, or go. */
  isTooSlow(): boolean {
    return this.#pace.isTooSlow(this.#clock.monotonicMs())
  }

  control(value: WireControl): void {
    this.#write(wireJson(wireType.control, 0, value))
  }

  close(code: number, reason: string): void {
    this.#log = null
    this.#socket.off('drain', this.#onDrain)
    closeSoon(this.#ws, this.#clock, code, reason)
  }

  #hasRoom(bytes: number): boolean {
    const queued = this.#socket.writableLength
    if (queued === 0) return true
    if (this.#mustDrain) return queued < limits.viewerResume
    return queued < limits.viewerHighWater && queued + bytes <= limits.viewerBuffer
  }

  #send(message: Buffer): void {
    if (this.#skipped > 0) {
      this.control({ kind: 'skipped', pictures: this.#skipped })
      this.#skipped = 0
    }
    this.#mustDrain = false
    this.describe()
    this.#next++
    this.#write(message)
  }

  #write(message: Uint8Array): void {
    if (this.#ws.readyState === this.#ws.OPEN) this.#ws.send(message, { binary: true, compress: false })
  }
}
