import { avcCodecString, buildAvcC } from '../codec/avcc.ts'
import { type H264Sps, parseH264Sps } from '../codec/h264-sps.ts'
import { recoveryFramesOf } from '../codec/recovery-point.ts'
import { h264PpsOfSlice, numbersOfPps } from '../codec/set-numbers.ts'
import { splitAnnexB } from './annex-b.ts'
import type { VideoConfig, VideoDepacketizer, VideoUnit } from './depacketizer.ts'
import type { LossPolicy } from './picture-chain.ts'
import { type NalCodec, type NalVerdict, VideoAssembler } from './video-assembler.ts'

const maxParameterSetBytes = 4096
const maxSps = 8
const maxPps = 64

const dropped: NalVerdict = { drop: true, slice: false, firstSlice: false, random: false, leading: false }
const kept: NalVerdict = { ...dropped, drop: false }

function sliceVerdict(random: boolean, firstSlice: boolean): NalVerdict {
  return { drop: false, slice: true, firstSlice, random, leading: false }
}
const idrFirst = sliceVerdict(true, true)
const idrNext = sliceVerdict(true, false)
const otherFirst = sliceVerdict(false, true)
const otherNext = sliceVerdict(false, false)
/** nal_ref_idc 0 (7.4.1) */
const disposableFirst: NalVerdict = { ...otherFirst, disposable: true }
const disposableNext: NalVerdict = { ...otherNext, disposable: true }

function isSame(a: Uint8Array | undefined, b: Uint8Array): boolean {
  return a !== undefined && Buffer.compare(a, b) === 0
}

/** Parameter sets and NAL unit types of H.264 (7.4.1). */
export class H264Codec implements NalCodec {
  readonly #sps = new Map<number, Uint8Array>()
  readonly #parsed = new Map<number, H264Sps>()
  readonly #pps = new Map<number, Uint8Array>()
  /** Which sequence parameter set each picture parameter set refers to. */
  readonly #spsOfPps = new Map<number, number>()
  readonly #sdpFrameRate: number | null
  #active: H264Sps | null = null
  #config: VideoConfig | null = null
  #isDirty = false
  /** Of the recovery point that the next slice belongs to. */
  #recoveryFrames: number | null = null

  constructor(parameterSets: readonly Uint8Array[], sdpFrameRate: number | null) {
    this.#sdpFrameRate = sdpFrameRate
    // A real SDP has sets with a start code left at their end.
    for (const set of parameterSets) for (const nal of splitAnnexB(set)) this.judge(nal)
  }

  judge(nal: Uint8Array): NalVerdict {
    const type = nal[0]! & 0x1f
    if (type >= 1 && type <= 5) {
      const isFirst = (nal[1]! & 0x80) !== 0
      if (isFirst && this.#sps.size > 1) this.#activate(nal)
      if (type === 5) return isFirst ? idrFirst : idrNext
      return this.#slice(isFirst, (nal[0]! & 0x60) === 0)
    }
    if (type === 6) this.#recoveryFrames = recoveryFramesOf(nal, 'h264') ?? this.#recoveryFrames
    else if (type === 7) this.#keepSps(nal)
    else if (type === 8) this.#keepPps(nal)
    return type === 6 ? kept : dropped
  }

  pictureEnded(): void {
    this.#recoveryFrames = null
  }

  /** A recovery point (D.2.8) is a random access point, also where no IDR picture ever comes (periodic intra refresh). */
  #slice(isFirst: boolean, isDisposable: boolean): NalVerdict {
    if (this.#recoveryFrames !== null)
      return { ...(isFirst ? idrFirst : idrNext), recoveryFrames: this.#recoveryFrames }
    if (isDisposable) return isFirst ? disposableFirst : disposableNext
    return isFirst ? otherFirst : otherNext
  }

  isSlice(nal: Uint8Array): boolean {
    const type = nal[0]! & 0x1f
    return type >= 1 && type <= 5
  }

  get mayHaveFields(): boolean {
    return this.#active !== null && !this.#active.framesOnly
  }

  config(): VideoConfig | null {
    if (this.#isDirty && this.#active !== null && this.#pps.size > 0) {
      const sps = this.#active
      this.#isDirty = false
      this.#config = {
        codec: 'h264',
        codecString: avcCodecString(sps),
        decoderConfig: buildAvcC(sps, [...this.#sps.values()], [...this.#pps.values()]),
        width: sps.width,
        height: sps.height,
        frameRate: sps.frameRate ?? this.#sdpFrameRate,
        reorders: sps.reorders,
      }
    }
    return this.#config
  }

  /** Which of several sets describes the stream is said by its pictures. */
  #activate(slice: Uint8Array): void {
    const spsId = this.#spsOfPps.get(h264PpsOfSlice(slice) ?? -1)
    const sps = this.#parsed.get(spsId ?? -1)
    if (sps === undefined || sps === this.#active) return
    this.#active = sps
    this.#isDirty = true
  }

  #keepSps(nal: Uint8Array): void {
    const known = [...this.#sps.values()].find(set => isSame(set, nal))
    if (known !== undefined && this.#sps.size === 1) return
    if (nal.length > maxParameterSetBytes) return
    const sps = parseH264Sps(nal)
    if (sps === null) return
    const before = this.#sps.get(sps.id)
    if (isSame(before, nal)) return
    // A changed set under the same number outdates the picture parameter sets that were made for it.
    if (before !== undefined) this.#forgetPpsOf(sps.id)
    if (this.#sps.size >= maxSps) {
      this.#sps.clear()
      this.#parsed.clear()
    }
    this.#sps.set(sps.id, new Uint8Array(nal))
    this.#parsed.set(sps.id, sps)
    this.#active = sps
    this.#isDirty = true
  }

  #forgetPpsOf(spsId: number): void {
    for (const [id, of] of this.#spsOfPps) {
      if (of !== spsId) continue
      this.#spsOfPps.delete(id)
      this.#pps.delete(id)
    }
  }

  #keepPps(nal: Uint8Array): void {
    if (nal.length > maxParameterSetBytes || nal.length < 2) return
    for (const set of this.#pps.values()) if (isSame(set, nal)) return
    const numbers = numbersOfPps(nal, 'h264')
    if (numbers === null || numbers.id > 255) return
    if (this.#pps.size >= maxPps) this.#pps.clear()
    this.#pps.set(numbers.id, new Uint8Array(nal))
    this.#spsOfPps.set(numbers.id, numbers.spsId)
    this.#isDirty = true
  }
}

/** RFC 6184, packetization modes 0 and 1; mode 2 (interleaved) is used by no camera. */
export class H264Depacketizer implements VideoDepacketizer {
  readonly #assembler: VideoAssembler

  constructor(codec: H264Codec, emit: (unit: VideoUnit) => void, policy: LossPolicy = 'withhold', isNew = false) {
    this.#assembler = new VideoAssembler(codec, emit, policy, isNew)
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
    const type = payload[0]! & 0x1f
    if (type === 28) this.#fragment(payload)
    else if (type === 24) this.#aggregate(payload)
    else if (type >= 1 && type <= 23) this.#assembler.nal(payload)
    else this.#startCodeOrNonsense(payload, type)
    this.#assembler.end(marker)
  }

  /** STAP-A (5.7.1) */
  #aggregate(payload: Uint8Array): void {
    let at = 1
    while (at + 2 <= payload.length) {
      const length = (payload[at]! << 8) | payload[at + 1]!
      at += 2
      if (length === 0) continue
      if (at + length > payload.length) {
        this.#assembler.malformed()
        return
      }
      this.#assembler.nal(payload.subarray(at, at + length))
      at += length
    }
  }

  /** FU-A (5.8) */
  #fragment(payload: Uint8Array): void {
    if (payload.length < 2) {
      this.#assembler.malformed()
      return
    }
    const header = payload[1]!
    if (header & 0x80) {
      this.#assembler.openFragment()
      this.#assembler.fragmentHeader((payload[0]! & 0xe0) | (header & 0x1f))
    } else if (!this.#assembler.isFragmentOpen) {
      this.#assembler.brokenFragment((header & 0x1f) === 5)
      return
    }
    this.#assembler.fragment(payload.subarray(2))
    if (header & 0x40) this.#assembler.closeFragment()
  }

  /** Some firmware sends Annex B, start code and all, as the payload. */
  #startCodeOrNonsense(payload: Uint8Array, type: number): void {
    if (type === 0 && payload[0] === 0 && payload[1] === 0 && payload.length > 4) {
      for (const nal of splitAnnexB(payload)) this.#assembler.nal(nal)
    } else this.#assembler.foreign()
  }
}
