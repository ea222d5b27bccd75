import { wireType } from '@nightjar/shared/live/wire.ts'

/**
 * The current group of pictures of one stream as numbered wire messages, and the description that goes with it. Viewers
 * are places in this log; what they share is kept once. A message keeps its number when the group before it is let go.
 */
export class GroupLog {
  readonly #maxBytes: number
  #messages: Buffer[] = []
  #bytes = 0
  #start = 0
  #description: Buffer | null = null
  #descriptionVersion = 0

  /** @param maxBytes a longer group is no longer kept: whoever is behind waits for the next keyframe. */
  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get description(): Buffer | null {
    return this.#description
  }
  /** Grows with every new description; 0 before the first. */
  get descriptionVersion(): number {
    return this.#descriptionVersion
  }
  /** Number of the first message that is kept: a keyframe, or equal to `end` where nothing is kept. */
  get start(): number {
    return this.#start
  }
  /** Number that the next message will get. */
  get end(): number {
    return this.#start + this.#messages.length
  }
  get bytes(): number {
    return this.#bytes
  }

  /** Begins a run: nothing of the run before can be decoded with this description. */
  describe(message: Buffer): void {
    this.#letGo()
    this.#description = message
    this.#descriptionVersion++
  }

  /** Adds a message; a keyframe of video lets go of the group before it. */
  append(message: Buffer, startsGroup: boolean): void {
    if (startsGroup) {
      this.#letGo()
    } else if (this.#messages.length === 0 || this.#bytes + message.byteLength > this.#maxBytes) {
      this.#letGo()
      this.#start++
      return
    }
    this.#messages.push(message)
    this.#bytes += message.byteLength
  }

  at(number: number): Buffer | undefined {
    return number < this.#start ? undefined : this.#messages[number - this.#start]
  }

  /** How many kept pictures a reader at `number` has not had. */
  picturesFrom(number: number): number {
    let count = 0
    for (let n = Math.max(number, this.#start); n < this.end; n++) {
      if (this.at(n)?.[0] === wireType.video) count++
    }
    return count
  }

  clear(): void {
    this.#letGo()
    this.#description = null
  }

  #letGo(): void {
    this.#start = this.end
    this.#messages = []
    this.#bytes = 0
  }
}
