import { type H265Sps, parseH265Sps } from '../codec/h265-sps.ts'
import { buildHvcC, hevcCodecString } from '../codec/hvcc.ts'
import { recoveryFramesOf } from '../codec/recovery-point.ts'
import { h265PpsOfSlice, numbersOfPps } from '../codec/set-numbers.ts'
import { splitAnnexB } from './annex-b.ts'
import type { VideoConfig, VideoDepacketizer, VideoUnit } from './depacketizer.ts'
import type { LossPolicy } from './picture-chain.ts'
import { type NalCodec, type NalVerdict, VideoAssembler } from './video-assembler.ts'

const maxParameterSetBytes = 8192
const maxSets = 16

const dropped: NalVerdict = { drop: true, slice: false, firstSlice: false, random: false, leading: false }
const kept: NalVerdict = { ...dropped, drop: false }

/** Verdicts are shared objects, so that a slice costs no allocation: [random, leading, first]. */
const slices = [0, 1, 2, 3, 4, 5, 6, 7].map(
  (flags): NalVerdict => ({
    drop: false,
    slice: true,
    random: (flags & 4) !== 0,
    leading: (flags & 2) !== 0,
    firstSlice: (flags & 1) !== 0,
  }),
)

const nalType = (nal: Uint8Array) => (nal[0]! >> 1) & 0x3f
/** Intra random access points (7.4.2.2). */
const isRandomType = (type: number) => type >= 16 && type <= 23

/** Keeps sets of one kind by their number; answers whether anything is new. */
class SetStore {
  readonly #byId = new Map<number, Uint8Array>()

  keep(id: number, nal: Uint8Array): boolean {
    const known = this.#byId.get(id)
    if (known !== undefined && Buffer.compare(known, nal) === 0) return false
    if (this.#byId.size >= maxSets) this.#byId.clear()
    this.#byId.set(id, new Uint8Array(nal))
    return true
  }

  get size(): number {
    return this.#byId.size
  }

  values(): Uint8Array[] {
    return [...this.#byId.values()]
  }
}

/** Parameter sets and NAL unit types of H.265 (7.4.2.2). */
export class H265Codec implements NalCodec {
  readonly #vps = new SetStore()
  readonly #sps = new SetStore()
  readonly #pps = new SetStore()
  readonly #parsed = new Map<number, H265Sps>()
  /** Which sequence parameter set each picture parameter set refers to. */
  readonly #spsOfPps = new Map<number, number>()
  readonly #sdpFrameRate: number | null
  #active: H265Sps | null = null
  #config: VideoConfig | null = null
  #isDirty = false
  /** Of the recovery point that the next slice belongs to. */
  #recoveryFrames: number | null = null

  constructor(parameterSets: readonly Uint8Array[], sdpFrameRate: number | null) {
    this.#sdpFrameRate = sdpFrameRate
    for (const set of parameterSets) for (const nal of splitAnnexB(set)) this.judge(nal)
  }

  judge(nal: Uint8Array): NalVerdict {
    if (nal.length < 3) return dropped
    const type = nalType(nal)
    // Layers above the base belong to scalable or multiview streams; a decoder of the base ignores them.
    if (((nal[0]! & 1) << 5) | (nal[1]! >> 3)) return dropped
    if (type < 32) {
      const random = isRandomType(type)
      if (this.#sps.size > 1 && nal[2]! >> 7 === 1) this.#activate(nal, random)
      const leading = type === 8 || type === 9
      const verdict = slices[(random ? 4 : 0) | (leading ? 2 : 0) | (nal[2]! >> 7)]!
      if (random || this.#recoveryFrames === null) return verdict
      return { ...verdict, random: true, recoveryFrames: this.#recoveryFrames }
    }
    if (type === 39) this.#recoveryFrames = recoveryFramesOf(nal, 'h265') ?? this.#recoveryFrames
    if (type >= 32 && type <= 34) this.#keep(type, nal)
    return type === 39 || type === 40 ? kept : dropped
  }

  pictureEnded(): void {
    this.#recoveryFrames = null
  }

  isSlice(nal: Uint8Array): boolean {
    return nal.length >= 3 && nalType(nal) < 32
  }

  /** Fields are pictures of their own in H.265. */
  readonly mayHaveFields = false

  config(): VideoConfig | null {
    const sps = this.#active
    if (this.#isDirty && sps !== null && this.#pps.size > 0 && this.#vps.size > 0) {
      this.#isDirty = false
      const sets = { vps: this.#vps.values(), sps: this.#sps.values(), pps: this.#pps.values() }
      this.#config = {
        codec: 'h265',
        codecString: hevcCodecString(sps),
        decoderConfig: buildHvcC(sps, sets),
        width: sps.width,
        height: sps.height,
        frameRate: sps.frameRate ?? this.#sdpFrameRate,
        reorders: sps.reorders,
      }
    }
    return this.#config
  }

  #keep(type: number, nal: Uint8Array): void {
    if (nal.length > maxParameterSetBytes) return
    if (type === 32) {
      if (this.#vps.keep(nal[2]! >> 4, nal)) this.#isDirty = true
    } else if (type === 34) {
      const numbers = numbersOfPps(nal, 'h265')
      if (numbers === null || !this.#pps.keep(numbers.id, nal)) return
      this.#spsOfPps.set(numbers.id, numbers.spsId)
      this.#isDirty = true
    } else {
      const sps = parseH265Sps(nal)
      if (sps === null || !this.#sps.keep(sps.id, nal)) return
      this.#parsed.set(sps.id, sps)
      this.#active = sps
      this.#isDirty = true
    }
  }

  /** Which of several sets describes the stream is said by its pictures. */
  #activate(slice: Uint8Array, isRandom: boolean): void {
    const spsId = this.#spsOfPps.get(h265PpsOfSlice(slice, isRandom) ?? -1)
    const sps = this.#parsed.get(spsId ?? -1)
    if (sps === undefined || sps === this.#active) return
    this.#active = sps
    this.#isDirty = true
  }
}

/** RFC 7798, single-stream transmission (SRST). */
export class H265Depacketizer implements VideoDepacketizer {
  readonly #assembler: VideoAssembler
  /** Decoding order numbers are present (sprop-max-don-diff > 0); packets arrive in decoding order all the same. */
  readonly #hasDonl: boolean

  constructor(
    codec: H265Codec,
    hasDonl: boolean,
    emit: (unit: VideoUnit) => void,
    policy: LossPolicy = 'withhold',
    isNew = false,
  ) {
    this.#assembler = new VideoAssembler(codec, emit, policy, isNew)
    this.#hasDonl = hasDonl
  }

  get counters() {
    return this.#assembler.counters
  }

  get undescribed(): number {
    return this.#assembler.undescribed
  }

  lost(): void {
    this.#assembler.lost()
  }

  idle(): void {
    this.#assembler.idle()
  }

  end(): void {
    this.#assembler.flush()
  }

  push(payload: Uint8Array, timestamp: number, marker: boolean, arrivedAtMs: number): void {
    if (payload.length === 0) return
    this.#assembler.begin(timestamp, arrivedAtMs)
    // An end of sequence is a header and nothing else.
    if (payload.length < 2) this.#assembler.malformed()
    else this.#payload(payload)
    this.#assembler.end(marker)
  }

  #payload(payload: Uint8Array): void {
    const type = nalType(payload)
    if (type === 49) this.#fragment(payload)
    else if (type === 48) this.#aggregate(payload)
    else if (type < 48) {
      const isAnnexB = payload[0] === 0 && payload[1] === 0 && (payload[2] === 1 || payload[2] === 0)
      if (isAnnexB) for (const nal of splitAnnexB(payload)) this.#assembler.nal(nal)
      else if (this.#hasDonl) this.#singleWithDonl(payload)
      else this.#assembler.nal(payload)
    } else this.#assembler.foreign()
  }

  #singleWithDonl(payload: Uint8Array): void {
    if (payload.length < 5) {
      this.#assembler.malformed()
      return
    }
    this.#assembler.openFragment()
    this.#assembler.fragment(payload.subarray(0, 2))
    this.#assembler.fragment(payload.subarray(4))
    this.#assembler.closeFragment()
  }

  /** Aggregation packet (4.4.2): DONL before the first unit, DOND before the others. */
  #aggregate(payload: Uint8Array): void {
    let at = 2 + (this.#hasDonl ? 2 : 0)
    while (at + 2 <= payload.length) {
      const length = (payload[at]! << 8) | payload[at + 1]!
      at += 2
      if (at + length > payload.length) {
        this.#assembler.malformed()
        return
      }
      if (length > 0) this.#assembler.nal(payload.subarray(at, at + length))
      at += length + (this.#hasDonl ? 1 : 0)
    }
  }

  /** Fragmentation unit (4.4.3): DONL in the first one only. */
  #fragment(payload: Uint8Array): void {
    if (payload.length < 3) {
      this.#assembler.malformed()
      return
    }
    const header = payload[2]!
    const isStart = (header & 0x80) !== 0
    if (isStart) {
      this.#assembler.openFragment()
      this.#assembler.fragmentHeader((payload[0]! & 0x81) | ((header & 0x3f) << 1))
      this.#assembler.fragmentHeader(payload[1]!)
    } else if (!this.#assembler.isFragmentOpen) {
      this.#assembler.brokenFragment(isRandomType(header & 0x3f))
      return
    }
    this.#assembler.fragment(payload.subarray(isStart && this.#hasDonl ? 5 : 3))
    if (header & 0x40) this.#assembler.closeFragment()
  }
}
