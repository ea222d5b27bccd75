import type { RunStart } from '../media/track.ts'
import type { Fragment } from './fragment.ts'

/** A run that goes on as another one: it ends, on the wall, where that one begins. */
export interface Seam {
  /** Where its last fragment ends, ticks since it began. */
  readonly endTicks: number
  /** Where the next run begins, whole ms. */
  readonly wallMs: number
}

/** A fragment on its way to the disk, or the end of a stretch: what comes later belongs to another segment. */
export type QueueItem =
  | { readonly kind: 'fragment'; readonly run: RunStart; readonly fragment: Fragment }
  | { readonly kind: 'end'; readonly seam: Seam | null }

export type FragmentItem = Extract<QueueItem, { kind: 'fragment' }>

/**
 * The ring in memory between capture and a disk that may stall. Beyond its bound the oldest fragments go, up to the
 * next keyframe, so that what stays can be decoded; a new segment begins there.
 */
export class FragmentQueue {
  readonly #maxBytes: number
  #items: QueueItem[] = []
  #bytes = 0
  /** Fragments before the next keyframe are of no use: what they refer to was dropped. */
  #needsKeyframe = false
  #wake: (() => void) | null = null

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes
  }

  get bytes(): number {
    return this.#bytes
  }

  get oldest(): FragmentItem | null {
    return this.#items.find(item => item.kind === 'fragment') ?? null
  }

  /** Returns the oldest fragment that had to go because the ring was full, or null. */
  push(item: QueueItem): FragmentItem | null {
    if (item.kind === 'fragment' && this.#needsKeyframe && !item.fragment.keyframe) return null
    this.#append(item)
    const dropped = this.#bytes > this.#maxBytes ? this.#shed() : null
    this.#wake?.()
    return dropped
  }

  /** Resolves when there is one; only one caller may wait. */
  async next(): Promise<QueueItem> {
    while (this.#items.length === 0) {
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
    }
    this.#wake = null
    const item = this.#items.shift()!
    if (item.kind === 'fragment') this.#bytes -= item.fragment.byteLength
    return item
  }

  /** The item could not be written: it is first again where a segment can begin with it, otherwise gone. */
  putBack(item: FragmentItem): boolean {
    if (!item.fragment.keyframe) {
      this.dropToKeyframe()
      return false
    }
    this.#items.unshift(asSegmentStart(item))
    this.#bytes += item.fragment.byteLength
    return true
  }

  clear(): void {
    this.#items = []
    this.#bytes = 0
  }

  get isEmpty(): boolean {
    return this.#items.length === 0
  }

  #append(item: QueueItem): void {
    if (item.kind === 'fragment') {
      this.#bytes += item.fragment.byteLength
      this.#items.push(this.#needsKeyframe ? asSegmentStart(item) : item)
      this.#needsKeyframe = false
      return
    }
    this.#items.push(item)
  }

  #shed(): FragmentItem | null {
    const first = this.oldest
    while (this.#bytes > this.#maxBytes && this.oldest) {
      this.#removeOldest()
      this.dropToKeyframe()
    }
    return first
  }

  #removeOldest(): void {
    const at = this.#items.findIndex(item => item.kind === 'fragment')
    const [item] = this.#items.splice(at, 1)
    if (item?.kind === 'fragment') this.#bytes -= item.fragment.byteLength
  }

  /** The segment was left: what comes next must begin one. */
  dropToKeyframe(): void {
    const at = this.#items.findIndex(item => item.kind === 'fragment' && item.fragment.keyframe)
    const kept = at < 0 ? [] : this.#items.slice(at)
    const head = at < 0 ? this.#items : this.#items.slice(0, at)
    for (const item of head) if (item.kind === 'fragment') this.#bytes -= item.fragment.byteLength
    const ends = head.filter(item => item.kind === 'end').slice(0, 1)
    const [first, ...rest] = kept
    this.#items = first?.kind === 'fragment' ? [...ends, asSegmentStart(first), ...rest] : ends
    this.#needsKeyframe = at < 0
  }
}

const asSegmentStart = (item: FragmentItem): FragmentItem =>
  item.fragment.startsSegment ? item : { ...item, fragment: { ...item.fragment, startsSegment: true } }
