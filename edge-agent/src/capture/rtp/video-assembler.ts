import type { DepacketizerCounters, VideoConfig, VideoUnit } from './depacketizer.ts'
import { SampleWriter } from './sample-writer.ts'

/** What a codec says of one whole NAL unit. */
export interface NalVerdict {
  /** Not part of the sample: parameter set, delimiter, filler, or nonsense. */
  readonly drop: boolean
  /** Coded picture data. */
  readonly slice: boolean
  /** Of slices: the first of its picture. */
  readonly firstSlice: boolean
  /** Of slices: of a picture at which decoding can start. */
  readonly random: boolean
  /** Of such slices: after how many pictures all is right; left out where that is at once, by the kind of picture. */
  readonly recoveryFrames?: number
  /** Of slices: of a picture that refers to pictures before the random access point it follows (H.265 RASL). */
  readonly leading: boolean
}

/** The codec's side of the assembler: keeps parameter sets, judges NAL units. */
export interface NalCodec {
  judge(nal: Uint8Array): NalVerdict
  /** Parameter sets as of now; null while they are incomplete. Same object as long as nothing changed. */
  config(): VideoConfig | null
  /** What was said of a picture before its slices is about no other. */
  pictureEnded(): void
  /** Two fields, each with its marker, may share a timestamp and be one sample (ISO 14496-15 5.3.2). */
  readonly mayHaveFields: boolean
}

const startCode = new Uint8Array([0, 0, 1])
const startCodeScanBytes = 512

/**
 * Collects NAL units to access units. A unit goes out with its marker bit; a camera that sets none is found out by the
 * change of timestamp. After loss everything is withheld up to the next random access point, so that no broken picture
 * ever passes as whole.
 */
export class VideoAssembler {
  readonly counters: DepacketizerCounters = { units: 0, dropped: 0, malformed: 0 }
  readonly #codec: NalCodec
  readonly #emit: (unit: VideoUnit) => void
  readonly #writer = new SampleWriter()
  #timestamp: number | null = null
  #arrivedAtMs = 0
  #slices = 0
  #isRandom = false
  #recoveryFrames: number | undefined
  /** Of the last random access point, where nothing but its time tells the pictures that lead it. */
  #recoveryTimestamp = Number.NEGATIVE_INFINITY
  #isLeading = false
  #isBroken = false
  /** Nothing decodable has gone out since the start or the last loss. */
  #needsRandom = true
  #afterLoss = false
  #skipLeading = false
  #emittedTimestamp: number | null = null
  #trustMarker = true
  #scanWhole = false

  constructor(codec: NalCodec, emit: (unit: VideoUnit) => void) {
    this.#codec = codec
    this.#emit = emit
  }

  /** Call for every packet before its NAL units. */
  begin(timestamp: number, arrivedAtMs: number): void {
    if (this.#timestamp !== null && this.#timestamp !== timestamp) this.#finish()
    this.#timestamp = timestamp
    this.#arrivedAtMs = arrivedAtMs
  }

  /** Call for every packet after its NAL units. */
  end(marker: boolean): void {
    if (!marker) return
    // No packet is missing, so a fragment that is open now is one whose end bit the camera forgot.
    if (this.#writer.isNalOpen) this.closeFragment()
    // Some firmware marks the packets of the parameter sets too: only a picture can be complete.
    if (this.#trustMarker && this.#slices > 0 && !this.#codec.mayHaveFields) this.#finish()
  }

  nal(bytes: Uint8Array): void {
    this.openFragment()
    this.#append(bytes)
    this.closeFragment()
  }

  openFragment(): void {
    if (this.#writer.isNalOpen) this.closeFragment()
    this.#writer.openNal()
  }

  get isFragmentOpen(): boolean {
    return this.#writer.isNalOpen
  }

  fragmentHeader(byte: number): void {
    this.#writer.appendByte(byte)
  }

  fragment(bytes: Uint8Array): void {
    this.#append(bytes)
  }

  /** The NAL unit is whole: judge it, and keep it if it belongs to the sample. */
  closeFragment(): void {
    const nal = this.#writer.peekNal()
    if (nal.length === 0) {
      this.#writer.dropNal()
      return
    }
    const scanned = this.#scanWhole ? nal : nal.subarray(0, startCodeScanBytes)
    if (Buffer.from(scanned.buffer, scanned.byteOffset, scanned.length).indexOf(startCode) >= 0) {
      this.#scanWhole = true
      const copy = new Uint8Array(nal)
      this.#writer.dropNal()
      for (const piece of splitAnnexB(copy)) {
        this.#writer.openNal()
        this.#append(piece)
        this.#judge(piece)
      }
      return
    }
    this.#judge(nal)
  }

  /** Part of a NAL unit is missing or makes no sense. */
  brokenFragment(): void {
    this.#writer.dropNal()
    this.#isBroken = true
  }

  /** The payload makes no sense at all. */
  malformed(): void {
    this.counters.malformed++
    this.brokenFragment()
  }

  /** A kind of payload that no standard knows: some vendors put their own between the pictures, which stay whole. */
  foreign(): void {
    this.counters.malformed++
  }

  lost(): void {
    this.#writer.dropNal()
    if (this.#timestamp !== null && this.#slices > 0) {
      this.#isBroken = true
    }
    this.#needsRandom = true
    this.#afterLoss = true
  }

  #append(bytes: Uint8Array): void {
    if (!this.#writer.append(bytes)) this.#isBroken = true
  }

  #judge(nal: Uint8Array): void {
    const verdict = this.#codec.judge(nal)
    if (verdict.drop) {
      this.#writer.dropNal()
      return
    }
    if (verdict.slice) {
      if (this.#slices === 0) {
        if (!verdict.firstSlice) this.#startsInTheMiddle()
        // The second field of an IDR picture may be a P field: the first slice speaks for the picture.
        this.#isRandom = verdict.random
        this.#recoveryFrames = verdict.recoveryFrames
        this.#isLeading = verdict.leading || this.#isBeforeRecovery()
      }
      this.#slices++
    }
    this.#writer.closeNal()
  }

  /** H.264 does not mark pictures that are shown before a recovery point and refer to what was before it. */
  #isBeforeRecovery(): boolean {
    return this.#timestamp !== null && this.#timestamp < this.#recoveryTimestamp
  }

  #startsInTheMiddle(): void {
    this.#isBroken = true
    // The camera marks every slice as the last of its picture: what went out under this timestamp was a fragment.
    if (this.#emittedTimestamp === this.#timestamp && this.#trustMarker) this.#trustMarker = false
  }

  #finish(): void {
    if (this.#writer.isNalOpen) this.closeFragment()
    const { config, usable } = this.#usability()
    const timestamp = this.#timestamp ?? 0
    if (this.#slices === 0 && !this.#isBroken) {
      // Stray SEI between pictures belongs to nothing we could hand out.
      this.#writer.discard()
    } else if (!usable || config === null) {
      this.#writer.discard()
      this.counters.dropped++
      this.#afterLoss = true
      this.#needsRandom ||= this.#isBroken
    } else {
      if (this.#isRandom) {
        this.#skipLeading = this.#needsRandom
        this.#recoveryTimestamp = this.#recoveryFrames === undefined ? Number.NEGATIVE_INFINITY : timestamp
      }
      this.counters.units++
      this.#emit({
        timestamp,
        keyframe: this.#isRandom,
        ...(this.#isRandom && this.#recoveryFrames !== undefined ? { recoveryFrames: this.#recoveryFrames } : {}),
        ...this.#writer.take(),
        arrivedAtMs: this.#arrivedAtMs,
        config,
        afterLoss: this.#afterLoss,
      })
      this.#needsRandom = false
      this.#afterLoss = false
      this.#emittedTimestamp = timestamp
    }
    this.#codec.pictureEnded()
    this.#slices = 0
    this.#isRandom = false
    this.#recoveryFrames = undefined
    this.#isLeading = false
    this.#isBroken = false
    this.#timestamp = null
  }

  #usability(): { config: VideoConfig | null; usable: boolean } {
    const config = this.#slices === 0 ? null : this.#codec.config()
    if (this.#isLeading && this.#skipLeading && !this.#isBroken) return { config, usable: false }
    return { config, usable: !this.#isBroken && (this.#isRandom || !this.#needsRandom) }
  }
}

/** The NAL units between Annex B start codes, without trailing zeros; at most 64. */
export function splitAnnexB(bytes: Uint8Array): Uint8Array[] {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
  const pieces: Uint8Array[] = []
  let from = 0
  while (from <= bytes.length && pieces.length < 64) {
    const at = buffer.indexOf(startCode, from)
    let end = at < 0 ? bytes.length : at
    while (end > from && bytes[end - 1] === 0) end--
    if (end > from) pieces.push(bytes.subarray(from, end))
    if (at < 0) break
    from = at + 3
  }
  return pieces
}
