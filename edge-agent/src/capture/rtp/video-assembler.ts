import { hasStartCode, splitAnnexB } from './annex-b.ts'
import type { DepacketizerCounters, VideoConfig, VideoUnit } from './depacketizer.ts'
import { MarkerHabit } from './marker-habit.ts'
import { type LossPolicy, PictureChain } from './picture-chain.ts'
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
  /** Of slices: of a picture that no other one refers to, and that recovery points of H.264 do not count. */
  readonly disposable?: boolean
  /** Of slices: of a picture that refers to pictures before the random access point it follows (H.265 RASL). */
  readonly leading: boolean
}

/** The codec's side of the assembler: keeps parameter sets, judges NAL units. */
export interface NalCodec {
  judge(nal: Uint8Array): NalVerdict
  /** Whether it is coded picture data, by its header alone. */
  isSlice(nal: Uint8Array): boolean
  /** Parameter sets as of now; null while they are incomplete. Same object as long as nothing changed. */
  config(): VideoConfig | null
  /** What was said of a picture before its slices is about no other. */
  pictureEnded(): void
  /** Two fields, each with its marker, may share a timestamp and be one sample (ISO 14496-15 5.3.2). */
  readonly mayHaveFields: boolean
}

const startCodeScanBytes = 512
/** Less of a slice than this is hardly more than its header. */
const leastPieceBytes = 64

/**
 * Collects NAL units to access units. A unit goes out with its marker bit; a camera that sets none, or one on every
 * slice, is found out by the change of timestamp. After loss its policy says what goes out; no broken picture ever passes as whole. Of a slice whose
 * end was lost the beginning is kept (RFC 6184 5.8, RFC 7798 4.4.3: a receiver may put the first fragments together),
 * never a later part: a NAL unit is what was sent, or the beginning of it.
 */
export class VideoAssembler {
  readonly counters: DepacketizerCounters = { units: 0, damaged: 0, dropped: 0, malformed: 0 }
  readonly #codec: NalCodec
  readonly #emit: (unit: VideoUnit) => void
  readonly #writer = new SampleWriter()
  #timestamp: number | null = null
  #arrivedAtMs = 0
  #slices = 0
  #isRandom = false
  #recoveryFrames: number | undefined
  #isDisposable = false
  #isLeading = false
  #isBroken = false
  #hasLostRandom = false
  /** The picture during which packets were lost, and the one behind it, may both lack some. */
  #lossyPictures = 0
  #afterLoss = false
  readonly #policy: LossPolicy
  readonly #chain: PictureChain
  #emittedTimestamp: number | null = null
  readonly #markers: MarkerHabit
  /** Keyframes that came before the parameter sets that they need. */
  undescribed = 0
  #scanWhole = false

  /** @param isNew nothing is known of the camera: its first picture shows what its markers mean. */
  constructor(codec: NalCodec, emit: (unit: VideoUnit) => void, policy: LossPolicy, isNew: boolean) {
    this.#codec = codec
    this.#emit = emit
    this.#policy = policy
    this.#markers = new MarkerHabit(!isNew)
    this.#chain = new PictureChain(policy)
  }

  /** Call for every packet before its NAL units. */
  begin(timestamp: number, arrivedAtMs: number): void {
    if (this.#timestamp !== null && this.#timestamp !== timestamp) this.#finish()
    this.#timestamp = timestamp
    this.#arrivedAtMs = arrivedAtMs
  }

  /** Call for every packet after its NAL units. */
  end(marker: boolean): void {
    // No packet is missing, so a fragment that is open now is one whose end bit the camera forgot.
    if (marker && this.#writer.isNalOpen) this.closeFragment()
    this.#markers.packet(marker)
    // Some firmware marks the packets of the parameter sets too: only a picture can be complete.
    if (this.#markers.endsPicture && this.#slices > 0 && !this.#codec.mayHaveFields) this.#finish()
  }

  /** See {@link VideoDepacketizer}. */
  idle(): void {
    if (this.#markers.isSettled() && this.#slices > 0 && !this.#codec.mayHaveFields) this.#finish()
  }

  /** See {@link VideoDepacketizer}. */
  flush(): void {
    if (this.#timestamp === null || this.#writer.isNalOpen || this.#isBroken) return
    if (this.#markers.isWhole(this.#slices)) this.#finish()
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
    if (hasStartCode(this.#scanWhole ? nal : nal.subarray(0, startCodeScanBytes))) {
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

  /** Part of a NAL unit is missing or makes no sense. @param isRandom it belongs to a random access point. */
  brokenFragment(isRandom = false): void {
    this.#writer.dropNal()
    this.#isBroken = true
    this.#hasLostRandom ||= isRandom
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
    const isInPicture = this.#timestamp !== null
    if (this.#policy === 'conceal' && this.#writer.isNalOpen) this.#closeBeginning()
    else this.#writer.dropNal()
    if (isInPicture && (this.#slices > 0 || this.#policy === 'conceal')) this.#isBroken = true
    this.#lossyPictures = isInPicture ? 2 : 1
    this.#chain.lost()
    this.#afterLoss = true
  }

  /** The end of the open NAL unit was lost. */
  #closeBeginning(): void {
    const nal = this.#writer.peekNal()
    const isOfUse = nal.length >= leastPieceBytes && this.#codec.isSlice(nal) && !this.#scanWhole
    if (isOfUse) this.#judge(nal)
    else this.#writer.dropNal()
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
      const isAnother = this.#markers.slice(this.#slices, verdict.firstSlice)
      if (isAnother && !this.#codec.mayHaveFields) this.#finishBefore(nal)
      if (this.#slices === 0) {
        if (!verdict.firstSlice) this.#startsInTheMiddle()
        // The second field of an IDR picture may be a P field: the first slice speaks for the picture.
        this.#isRandom = verdict.random
        this.#recoveryFrames = verdict.recoveryFrames
        this.#isDisposable = verdict.disposable ?? false
        this.#isLeading = verdict.leading
      }
      this.#slices++
    }
    this.#writer.closeNal()
  }

  /** The open NAL unit begins a picture with the timestamp of the one before: the camera's clock stands still. */
  #finishBefore(nal: Uint8Array): void {
    const slice = new Uint8Array(nal)
    const timestamp = this.#timestamp
    this.#writer.dropNal()
    this.#finish()
    this.#timestamp = timestamp
    this.#writer.openNal()
    this.#append(slice)
  }

  #startsInTheMiddle(): void {
    this.#isBroken = true
    // The camera marks every slice as the last of its picture: what went out under this timestamp was a fragment.
    if (this.#emittedTimestamp === this.#timestamp) this.#markers.isContradicted()
  }

  #finish(): void {
    if (this.#writer.isNalOpen) this.closeFragment()
    const timestamp = this.#timestamp ?? 0
    if (this.#slices === 0 && !this.#isBroken) {
      // Stray SEI between pictures belongs to nothing we could hand out.
      this.#writer.discard()
    } else this.#handOut(timestamp)
    this.#codec.pictureEnded()
    this.#markers.pictureEnded(this.#slices, !this.#isBroken && this.#lossyPictures === 0)
    this.#slices = 0
    this.#isRandom = false
    this.#recoveryFrames = undefined
    this.#isDisposable = false
    this.#isLeading = false
    this.#isBroken = false
    this.#hasLostRandom = false
    if (this.#lossyPictures > 0) this.#lossyPictures--
    this.#timestamp = null
  }

  #handOut(timestamp: number): void {
    const config = this.#slices === 0 ? null : this.#codec.config()
    const recoveryFrames = this.#isRandom ? this.#recoveryFrames : undefined
    const facts = {
      timestamp,
      slices: this.#slices,
      isRandom: this.#isRandom,
      recoveryFrames,
      isDisposable: this.#isDisposable,
      isLeading: this.#isLeading,
      isBroken: this.#isBroken,
      followsLoss: this.#lossyPictures > 0,
      hasLostRandom: this.#hasLostRandom,
    }
    const { usable, damaged } = this.#chain.judge(facts, config !== null)
    if (config === null && this.#isRandom) this.undescribed++
    if (!usable || config === null) {
      this.#writer.discard()
      this.counters.dropped++
      this.#afterLoss = true
      return
    }
    this.counters.units++
    if (damaged) this.counters.damaged++
    this.#emit({
      timestamp,
      keyframe: this.#isRandom,
      ...(recoveryFrames === undefined ? {} : { recoveryFrames }),
      ...this.#writer.take(),
      arrivedAtMs: this.#arrivedAtMs,
      config,
      afterLoss: this.#afterLoss,
      damaged,
    })
    this.#afterLoss = false
    this.#emittedTimestamp = timestamp
  }
}
