import type { StreamHead } from '@nightjar/shared/live/stream-head.ts'
import { base64Bytes } from './base64.ts'
import { box, fullBox, u16, u32, u64, unityMatrix, zeros } from './fragment-boxes.ts'
import { joinBytes } from './join-bytes.ts'

/** Ticks per second of the live track. */
export const liveTimescale = 90_000

/** ftyp and moov of one video track; the decoder configuration goes in as the camera's agent wrote it. */
export function liveInit(video: StreamHead['video']): Uint8Array<ArrayBuffer> {
  const [entry, configuration] = video.codec === 'h264' ? ['avc1', 'avcC'] : ['hvc1', 'hvcC']
  const sampleEntry = box(
    entry!,
    zeros(6),
    u16(1),
    zeros(16),
    u16(video.width),
    u16(video.height),
    u32(0x480000),
    u32(0x480000),
    zeros(4),
    u16(1),
    zeros(32),
    u16(24),
    [0xff, 0xff],
    box(configuration!, base64Bytes(video.decoderConfig)),
  )
  const sampleTable = box(
    'stbl',
    fullBox('stsd', 0, 0, u32(1), sampleEntry),
    fullBox('stts', 0, 0, u32(0)),
    fullBox('stsc', 0, 0, u32(0)),
    fullBox('stsz', 0, 0, u32(0), u32(0)),
    fullBox('stco', 0, 0, u32(0)),
  )
  const media = box(
    'mdia',
    fullBox('mdhd', 0, 0, zeros(8), u32(liveTimescale), u32(0), u16(0x55c4), u16(0)),
    fullBox('hdlr', 0, 0, zeros(4), 'vide', zeros(12), 'live\0'),
    box(
      'minf',
      fullBox('vmhd', 0, 1, zeros(8)),
      box('dinf', fullBox('dref', 0, 0, u32(1), fullBox('url ', 0, 1))),
      sampleTable,
    ),
  )
  const track = box(
    'trak',
    fullBox(
      'tkhd',
      0,
      3,
      zeros(8),
      u32(1),
      zeros(4),
      u32(0),
      zeros(16),
      unityMatrix,
      u32(video.width * 65536),
      u32(video.height * 65536),
    ),
    media,
  )
  const movie = box(
    'moov',
    fullBox(
      'mvhd',
      0,
      0,
      zeros(8),
      u32(liveTimescale),
      u32(0),
      u32(0x10000),
      u16(0x100),
      zeros(10),
      unityMatrix,
      zeros(24),
      u32(2),
    ),
    track,
    box('mvex', fullBox('trex', 0, 0, u32(1), u32(1), u32(0), u32(0), u32(0))),
  )
  return joinBytes([box('ftyp', 'iso6', u32(0), 'iso6cmfc'), movie])
}

interface LiveFragment {
  readonly sequence: number
  /** In ticks of {@link liveTimescale}. */
  readonly decodeTime: number
  readonly duration: number
  readonly keyframe: boolean
  readonly data: Uint8Array
}

/** moof and mdat with one picture. */
export function liveFragment(fragment: LiveFragment): Uint8Array<ArrayBuffer> {
  const flags = fragment.keyframe ? 0x02000000 : 0x01010000
  const moof = (dataOffset: number) =>
    box(
      'moof',
      fullBox('mfhd', 0, 0, u32(fragment.sequence)),
      box(
        'traf',
        fullBox('tfhd', 0, 0x020000, u32(1)),
        fullBox('tfdt', 1, 0, u64(fragment.decodeTime)),
        // data offset, duration, size and flags are present
        fullBox(
          'trun',
          0,
          0x000701,
          u32(1),
          u32(dataOffset),
          u32(fragment.duration),
          u32(fragment.data.length),
          u32(flags),
        ),
      ),
    )
  const length = moof(0).length
  return joinBytes([moof(length + 8), box('mdat', fragment.data)])
}
