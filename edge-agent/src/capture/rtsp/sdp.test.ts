import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { chooseMedia } from './media-choice.ts'
import { offersFeedback, parseSdp, payloadFormat } from './sdp.ts'

const sdp = (...lines: string[]) => parseSdp(lines.join('\r\n'))

test('lines may come in any order, with stray spaces and unknown attributes', () => {
  const { control, media } = sdp(
    'v=0',
    'b=AS:50',
    'a=control:*',
    'm=video 0 RTP/AVP 96',
    'b=AS:5000',
    'a=rtpmap:96 H264/90000 ',
    'c=IN IP4 0.0.0.0',
    'a=framerate:0S',
    'a=fmtp:96 Profile-Level-ID=420029; packetization-mode=1; sprop-parameter-sets=Z0I=,aM4=;',
    'a=framerate:25',
    'a=control: trackID=3 ',
    'z=?',
  )
  assert.equal(control, '*')
  assert.deepEqual(payloadFormat(media[0]!, 96), { encoding: 'h264', clockRate: 90000, channels: 1 })
  assert.equal(media[0]?.frameRate, 25)
  assert.equal(media[0]?.control, 'trackID=3')
  assert.equal(media[0]?.fmtp.get(96)?.get('profile-level-id'), '420029')
  assert.equal(media[0]?.fmtp.get(96)?.get('sprop-parameter-sets'), 'Z0I=,aM4=')
})

test('static payload types need no rtpmap, and an rtpmap that contradicts one is believed', () => {
  const { media } = sdp(
    'm=audio 0 RTP/AVP 0',
    'm=audio 0 RTP/AVP 8',
    'm=video 0 RTP/AVP 26',
    'm=audio 0 RTP/AVP 8',
    'a=rtpmap:8 PCMU/8000/1',
  )
  const encodings = media.map(entry => payloadFormat(entry, entry.payloadTypes[0]!)?.encoding)
  assert.deepEqual(encodings, ['pcmu', 'pcma', 'jpeg', 'pcmu'])
})

test('the first recordable video and audio are chosen; others are passed over', () => {
  const { video, audio } = chooseMedia(
    sdp(
      'm=application/TP-LINK 0 RTP/AVP smart/1/90000',
      'a=rtpmap:95 TP-LINK/90000',
      'm=audio 0 RTP/AVP 3',
      'm=audio 0 RTP/AVP 96',
      'a=rtpmap:96 opus/48000/2',
      'a=fmtp:96',
      'm=audio 0 RTP/AVP 97',
      'a=rtpmap:97 mpeg4-generic/48000/1',
      'm=video 0 RTP/AVP 26 98',
      'a=rtpmap:98 HEVC/90000',
    ),
  )
  assert.equal(video.payloadType, 98)
  assert.equal(audio?.format.encoding, 'opus')
})

test('no video and video of an unknown kind are told apart', () => {
  const code = (expected: string) => (error: unknown) => (error as { code: string }).code === expected
  assert.throws(() => chooseMedia(sdp('v=0')), code('camera.no-video'))
  assert.throws(() => chooseMedia(sdp('m=audio 0 RTP/AVP 0')), code('camera.no-video'))
  assert.throws(() => chooseMedia(sdp('m=video 0 RTP/AVP 26')), code('camera.unsupported'))
  assert.throws(() => chooseMedia(sdp('m=video 0 RTP/AVP 99')), code('camera.unsupported'))
})

test('any text is an SDP, if one with nothing in it', () => {
  const line = fc.constantFrom(
    'm=video 0 RTP/AVP 96',
    'm=',
    'a=rtpmap:',
    'a=fmtp:96 a=b;;=;c',
    'a=framerate:x',
    'v',
    '=',
    'a=control',
  )
  fc.assert(
    fc.property(
      fc.oneof(
        fc.string({ maxLength: 300, unit: 'binary' }),
        fc.array(line).map(lines => lines.join('\n')),
      ),
      text => {
        const parsed = parseSdp(text)
        assert.ok(parsed.media.length <= 32)
      },
    ),
    { seed: 5, numRuns: 2000 },
  )
  assert.ok(parseSdp('m=video 0 RTP/AVP 96\n'.repeat(100_000)).media.length <= 32)
})

test('what feedback a camera offers is read, for one payload type and for all', () => {
  const { media } = parseSdp(
    'm=video 0 RTP/AVPF 96 97\na=rtcp-fb:96 nack\na=rtcp-fb:96  ccm   fir\na=rtcp-fb:* NACK PLI\na=rtcp-fb:x nack\nm=video 0 RTP/AVP 96',
  )
  const [first, second] = media
  const offers = (type: number) => ['nack', 'nack pli', 'ccm fir'].map(kind => offersFeedback(first!, type, kind))
  assert.deepEqual(offers(96), [true, true, true])
  assert.deepEqual(offers(97), [false, true, false])
  assert.deepEqual([first?.hasFeedbackProfile, second?.hasFeedbackProfile], [true, false])
  assert.equal(offersFeedback(second!, 96, 'nack'), false)
})
