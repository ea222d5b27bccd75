import { readFileSync } from 'node:fs'
import type { VideoUnit } from '@nightjar/edge-agent/capture/rtp/depacketizer.ts'
import { H264Codec, H264Depacketizer } from '@nightjar/edge-agent/capture/rtp/h264.ts'
import { H265Codec, H265Depacketizer } from '@nightjar/edge-agent/capture/rtp/h265.ts'
import { RunBuilder } from '@nightjar/edge-agent/capture/run-builder.ts'
import type { CameraPacket, PicturePacket } from '@nightjar/edge-agent/media/packet.ts'
import type { RunStart } from '@nightjar/edge-agent/media/track.ts'
import { systemRandom } from '@nightjar/edge-agent/platform/random.ts'
import { testPicture } from '@nightjar/edge-agent/testing/packets.ts'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import { type Material, tool } from './material.ts'
import { type Sent, single } from './sent-as.ts'

/** One access unit of an elementary stream. */
export interface Picture {
  readonly nals: readonly Uint8Array[]
  /** Presentation time, ticks of 90 kHz. */
  readonly pts: number
}

type Codec = 'h264' | 'h265'

const kindOf = (nal: Uint8Array, codec: Codec) => (codec === 'h264' ? nal[0]! & 0x1f : (nal[0]! >> 1) & 0x3f)

/** No other picture is needed to decode it and none behind it looks past it. */
export const isIdr = (nal: Uint8Array, codec: Codec): boolean =>
  codec === 'h264' ? kindOf(nal, codec) === 5 : [19, 20].includes(kindOf(nal, codec))

/** Encodes a moving test picture of 25 pictures a second; an access unit delimiter begins each of them. */
export async function encode(folder: string, codec: Codec, seconds: number, options: readonly string[]) {
  const file = `${folder}/video.${codec}`
  const aud = codec === 'h264' ? 'h264_metadata=aud=insert' : 'hevc_metadata=aud=insert'
  const source = ['-f', 'lavfi', '-i', `testsrc2=size=320x180:rate=25:duration=${seconds}`]
  await tool('ffmpeg', [...source, ...options, '-bsf:v', aud, '-f', codec === 'h264' ? 'h264' : 'hevc', '-y', file])
  const muxed = `${folder}/times.mp4`
  await tool('ffmpeg', [...source, ...options, '-y', muxed])
  const shown = ['-select_streams', 'v', '-show_entries', 'packet=pts', '-of', 'csv=p=0']
  const times = (await tool('ffprobe', [...shown, muxed]))
    .trim()
    .split('\n')
    .map(line => Number.parseInt(line, 10))
  const tick = Math.min(...times.map((time, i) => Math.abs(time - (times[i - 1] ?? -times[i + 1]!))))
  const first = Math.min(...times)
  const pictures = accessUnits(readFileSync(file), codec)
  if (pictures.length !== times.length) throw new Error(`${pictures.length} pictures, ${times.length} times`)
  return pictures.map((nals, i): Picture => ({ nals, pts: Math.round(((times[i]! - first) / tick) * 3600) }))
}

function accessUnits(stream: Buffer, codec: Codec): Uint8Array[][] {
  const delimiter = codec === 'h264' ? 9 : 35
  const units: Uint8Array[][] = []
  for (let from = stream.indexOf('000001', 0, 'hex'); from >= 0; ) {
    const next = stream.indexOf('000001', from + 3, 'hex')
    let end = next < 0 ? stream.length : next
    while (end > from && stream[end - 1] === 0) end--
    const nal = new Uint8Array(stream.subarray(from + 3, end))
    if (kindOf(nal, codec) === delimiter) units.push([])
    else units.at(-1)?.push(nal)
    from = next
  }
  return units
}

/** What capture makes of the pictures, whose parameter sets are given by the session description. */
export async function capture(
  pictures: readonly Picture[],
  codec: Codec,
  sets: readonly Uint8Array[],
  sentAs: (picture: Picture) => Sent[] = single,
  seen: (event: RunStart | PicturePacket) => void = () => {},
) {
  const clock = new SimulatedClock(1_750_000_000_000)
  const runs: RunStart[] = []
  const packets: CameraPacket[] = []
  const builder = new RunBuilder({
    clock,
    random: systemRandom,
    events: {
      run: run => {
        runs.push(run)
        seen(run)
      },
      packet: packet => {
        packets.push(packet)
        seen(testPicture(packet))
      },
    },
    audio: null,
    videoClock: () => null,
    audioClock: () => null,
  })
  const emit = (unit: VideoUnit) => builder.video(unit)
  const depacketizer =
    codec === 'h264'
      ? new H264Depacketizer(new H264Codec(sets, null), emit, 'withhold', true)
      : new H265Depacketizer(new H265Codec(sets, null), false, emit, 'withhold', true)
  for (const picture of pictures) {
    for (const { payload, marker } of sentAs(picture)) {
      depacketizer.push(payload, picture.pts, marker, clock.monotonicMs())
    }
    await clock.advance(40)
  }
  depacketizer.end()
  builder.end()
  const material: Material | null = runs[0]
    ? { description: runs[0].description, packets: packets.map(packet => testPicture(packet)) }
    : null
  return { runs, packets, material }
}
