import assert from 'node:assert/strict'
import { test } from 'node:test'
import { BoxStream } from '@nightjar/shared/mp4/box-stream.ts'
import { readDecodeTime } from '@nightjar/shared/mp4/read-tracks.ts'
import { BlobSource, EncodedPacketSink, Input, MP4 } from 'mediabunny'
import { liveFragment, liveInit, liveTimescale } from './fragment-muxer.ts'
import { keepOnlyVideo, videoTrack } from './recorded/segment-boxes.ts'

/** avcC with the parameter sets of a 640 × 360 High profile stream (ISO 14496-15 5.3.3.1). */
const decoderConfig = 'AWQAFv/hABtnZAAWrNlAoC/5cBEAAAMAAQAAAwAeDxYtlgEABmjr48siwP34+AA='
const video = {
  codec: 'h264' as const,
  codecString: 'avc1.640016',
  decoderConfig,
  width: 640,
  height: 360,
  frameRate: 25,
}

function stream(pictures: number): Uint8Array<ArrayBuffer> {
  const parts = [liveInit(video)]
  for (let index = 0; index < pictures; index += 1)
    parts.push(
      liveFragment({
        sequence: index + 1,
        decodeTime: index * 3600,
        duration: 3600,
        keyframe: index % 25 === 0,
        data: new Uint8Array([0, 0, 0, 2, index % 25 === 0 ? 0x65 : 0x41, index]),
      }),
    )
  return new Uint8Array(parts.flatMap(part => [...part]))
}

test('a parser that is not ours reads every picture with its time, length and keyframe mark', async () => {
  const input = new Input({ source: new BlobSource(new Blob([stream(50)])), formats: [MP4] })
  const track = await input.getPrimaryVideoTrack()
  assert.ok(track)
  assert.deepEqual([track.codec, track.codedWidth, track.codedHeight], ['avc', 640, 360])
  const packets = []
  for await (const packet of new EncodedPacketSink(track).packets()) packets.push(packet)
  assert.equal(packets.length, 50)
  packets.forEach((packet, index) => {
    assert.ok(Math.abs(packet.timestamp - index * 0.04) < 1e-6)
    assert.equal(packet.type, index % 25 === 0 ? 'key' : 'delta')
    assert.equal(packet.data[5], index)
  })
})

test('whatever pieces the bytes arrive in, the same boxes come out, with the time of each fragment', () => {
  const bytes = stream(10)
  for (const size of [1, 7, 100, bytes.length]) {
    const boxes = new BoxStream()
    const found = []
    for (let at = 0; at < bytes.length; at += size) found.push(...boxes.push(bytes.subarray(at, at + size)))
    assert.deepEqual(found.map(({ type }) => type).slice(0, 4), ['ftyp', 'moov', 'moof', 'mdat'])
    const track = videoTrack(found[1]!.bytes)
    assert.deepEqual(track, { id: 1, timescale: liveTimescale })
    const times = found.filter(({ type }) => type === 'moof').map(({ bytes: moof }) => readDecodeTime(moof, track!.id))
    assert.deepEqual(
      times,
      Array.from({ length: 10 }, (_, index) => index * 3600),
    )
  }
})

test('a length that no segment of ours has ends the reading instead of filling the memory', () => {
  assert.throws(
    () => new BoxStream().push(new Uint8Array([0xff, 0xff, 0xff, 0xff, 0x6d, 0x6f, 0x6f, 0x66])),
    RangeError,
  )
  assert.throws(() => new BoxStream().push(new Uint8Array([0, 0, 0, 3, 0x6d, 0x6f, 0x6f, 0x66])), RangeError)
  const with64Bits = [0, 0, 0, 1, 0x6d, 0x6f, 0x6f, 0x66, 0, 0, 0, 1, 0, 0, 0, 0]
  assert.throws(() => new BoxStream().push(new Uint8Array(with64Bits)), RangeError)
})

test('tracks that a player is to overlook become free space of the same length', () => {
  const boxes = new BoxStream().push(stream(1))
  const moov = boxes[1]!.bytes
  const moof = boxes[2]!.bytes
  const text = (bytes: Uint8Array) => String.fromCharCode(...bytes)
  const [moovBefore, moofBefore] = [text(moov), text(moof)]
  keepOnlyVideo(moov, 1)
  keepOnlyVideo(moof, 1)
  assert.deepEqual([text(moov), text(moof)], [moovBefore, moofBefore], 'the picture track itself is left alone')
  keepOnlyVideo(moov, 2)
  keepOnlyVideo(moof, 2)
  assert.equal(videoTrack(moov), null)
  assert.equal(readDecodeTime(moof, 1), null)
  assert.ok(!text(moov).includes('trex') && text(moov).length === moovBefore.length)
})
