import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { test } from 'node:test'
import type { VideoUnit } from '../rtp/depacketizer.ts'
import { audioReception, videoDepacketizer } from '../tracks.ts'
import { baseUrl, joinControl } from './control-url.ts'
import { chooseMedia } from './media-choice.ts'
import type { RtspResponse } from './message.ts'
import { RtspParser } from './parser.ts'
import { parseSdp } from './sdp.ts'
import { parseSessionHeader } from './session-header.ts'
import { parseTransportHeader } from './transport-header.ts'

function readResponse(bytes: Uint8Array): RtspResponse {
  const found: RtspResponse[] = []
  const parser = new RtspParser({
    message: message => message.kind === 'response' && found.push(message),
    frame: () => assert.fail('a dialogue has no frames'),
  })
  for (const byte of bytes) parser.push(new Uint8Array([byte]))
  assert.equal(found.length, 1)
  return found[0]!
}

interface Offer {
  readonly video: string
  readonly size: string | null
  readonly audio: string | null
  readonly controls: readonly string[]
}

/** What a description amounts to: the answers that capture acts on. */
function offerOf(sdpText: string, base: string): Offer {
  const sdp = parseSdp(sdpText)
  const { video, audio } = chooseMedia(sdp)
  const depacketizer: { config: VideoUnit['config'] | null } = { config: null }
  const receiver = videoDepacketizer(video, unit => {
    depacketizer.config = unit.config
  })
  // One picture makes the depacketiser tell what it learned from the description.
  const isH264 = video.format.encoding === 'h264'
  receiver.push(new Uint8Array(isH264 ? [0x65, 0x88, 1, 1] : [0x26, 1, 0xaf, 1]), 0, true, 0)
  const { config } = depacketizer
  const track = audio && audioReception(audio)?.track
  return {
    video: config?.codecString ?? video.format.encoding,
    size: config && `${config.width}x${config.height}@${config.frameRate}`,
    audio: track ? `${track.codec} ${track.sampleRate}/${track.channels}` : null,
    controls: [
      joinControl(base, sdp.control),
      joinControl(base, video.media.control),
      ...(audio ? [joinControl(base, audio.media.control)] : []),
    ],
  }
}

function offerOfResponse(bytes: Uint8Array): Offer {
  const response = readResponse(bytes)
  const base = baseUrl(response.headers.get('content-base'), response.headers.get('content-location'), 'rtsp://asked/')
  return offerOf(Buffer.from(response.body).toString(), base)
}

test('a description with every quirk at once is understood', () => {
  const body = [
    'v=0',
    'c=IN IP4 0.0.0.0',
    'm=application/VENDOR 0 RTP/AVP smart/1/90000',
    'a=control:track9',
    'm=audio 0 RTP/AVP 8',
    'a=control:audio',
    'a=rtpmap:8 PCMU/8000/1',
    'a=fmtp:8 vad=no',
    'm=video 0 RTP/AVP 96',
    'b=AS:4096',
    'a=rtpmap:96 H264/90000 ',
    'a=framerate:0S',
    'a=fmtp:96 Packetization-Mode=1; sprop-parameter-sets=Z0LAFtkAoC/5cBEAAAMAAQAAAwAeDxYuSA==,aMuDyyAAAAAB;',
    'a=control:video?channel=1',
    '',
  ].join('\n')
  const head = `RTSP/1.0 200 OK\nCseq : 3\nContent-Base:10.0.0.7:5050/H264?channel=1&subtype=0\nContent-Length: ${body.length}\n\n`
  assert.deepEqual(offerOfResponse(Buffer.from(head + body)), {
    video: 'avc1.42c016',
    size: '640x360@15',
    audio: 'pcmu 8000/1',
    controls: [
      'rtsp://10.0.0.7:5050/H264?channel=1&subtype=0',
      'rtsp://10.0.0.7:5050/H264?channel=1&subtype=0/video?channel=1',
      'rtsp://10.0.0.7:5050/H264?channel=1&subtype=0/audio',
    ],
  })
})

/** Answers of real cameras, kept outside the repository; the test above stands in where they are missing. */
const folder = new URL('../../../../../shared/media/rtsp-dialogues/', import.meta.url)
const files = existsSync(folder) ? readdirSync(folder).filter(name => /_[a-z0-9_]+\.txt$/.test(name)) : []
const read = (name: string) => readFileSync(new URL(name, folder))

for (const name of files.filter(file => /describe/.test(file))) {
  test(`real answer: ${name} offers video that we know`, () => {
    const offer = offerOfResponse(read(name))
    assert.match(offer.video, /^(avc1\.|hvc1\.|h26[45]$)/)
    for (const control of offer.controls) assert.match(control, /^rtsp:\/\/[^/]+\/\S*$/)
  })
}

for (const name of files.filter(file => /sdp/.test(file))) {
  test(`real description: ${name} offers video that we know`, () => {
    const offer = offerOf(read(name).toString(), 'rtsp://asked/')
    assert.match(offer.video, /^(avc1\.|hvc1\.|h26[45]$)/)
  })
}

for (const name of files.filter(file => /_(setup|play|options|teardown)/.test(file))) {
  test(`real answer: ${name} is read to its end`, () => {
    const response = readResponse(read(name))
    assert.equal(response.status, 200)
    if (name.includes('setup') || name.includes('_play')) {
      assert.match(parseSessionHeader(response.headers.get('session'))?.id ?? '', /^[0-9A-Za-z]+$/)
    }
    if (name.includes('setup')) {
      const transport = parseTransportHeader(response.headers.get('transport'))
      assert.ok(transport.channel !== null || transport.serverPort !== null)
    }
  })
}

const expected: Record<string, Offer> = {
  'anjvision_describe.txt': {
    video: 'hvc1.1.2.L153',
    size: '1280x704@5',
    audio: null,
    controls: ['rtsp://192.168.1.10:554/stream0/', 'rtsp://192.168.1.10:554/stream0/trackID=1'],
  },
  'bunny_describe.txt': {
    video: 'avc1.42c01e',
    size: '240x160@24',
    audio: 'aac 12000/2',
    controls: [
      'rtsp://wowzaec2demo.streamlock.net/vod/mp4:BigBuckBunny_115k.mov/',
      'rtsp://wowzaec2demo.streamlock.net/vod/mp4:BigBuckBunny_115k.mov/trackID=2',
      'rtsp://wowzaec2demo.streamlock.net/vod/mp4:BigBuckBunny_115k.mov/trackID=1',
    ],
  },
  'dahua_describe_h264_aac_onvif.txt': {
    video: 'avc1.64001e',
    size: '704x480@15',
    audio: 'aac 48000/1',
    controls: [
      'rtsp://192.168.5.111:554/cam/realmonitor?channel=1&subtype=1&unicast=true&proto=Onvif/',
      'rtsp://192.168.5.111:554/cam/realmonitor?channel=1&subtype=1&unicast=true&proto=Onvif/trackID=0',
      'rtsp://192.168.5.111:554/cam/realmonitor?channel=1&subtype=1&unicast=true&proto=Onvif/trackID=1',
    ],
  },
  'dahua_describe_h265_pcma.txt': {
    video: 'hvc1.1.6.L90.B0',
    size: '704x480@12',
    audio: 'pcma 8000/1',
    controls: [
      'rtsp://cam-driveway/cam/realmonitor?channel=1&subtype=2/',
      'rtsp://cam-driveway/cam/realmonitor?channel=1&subtype=2/trackID=0',
      'rtsp://cam-driveway/cam/realmonitor?channel=1&subtype=2/trackID=1',
    ],
  },
  'foscam_describe.txt': {
    video: 'avc1.4d001f',
    size: '1280x720@null',
    audio: 'pcmu 8000/1',
    controls: [
      'rtsp://192.168.5.107:65534/videoMain/',
      'rtsp://192.168.5.107:65534/videoMain/track1',
      'rtsp://192.168.5.107:65534/videoMain/track2',
    ],
  },
  'gw_main_describe.txt': {
    video: 'avc1.4d002a',
    size: '1920x1080@null',
    audio: 'pcmu 8000/1',
    controls: [
      'rtsp://192.168.1.110:5050/H264?channel=1&subtype=0&unicast=true&proto=Onvif',
      'rtsp://192.168.1.110:5050/H264?channel=1&subtype=0&unicast=true&proto=Onvif/video',
      'rtsp://192.168.1.110:5050/H264?channel=1&subtype=0&unicast=true&proto=Onvif/audio',
    ],
  },
  'h264dvr_describe.txt': {
    video: 'avc1.420029',
    size: '1920x1080@15',
    audio: 'pcma 8000/1',
    controls: [
      'rtsp://127.0.0.1:554/camera',
      'rtsp://127.0.0.1:554/camera/trackID=3',
      'rtsp://127.0.0.1:554/camera/trackID=4',
    ],
  },
  'hikvision_describe.txt': {
    video: 'avc1.4d0029',
    size: '1920x1080@30',
    audio: null,
    controls: [
      'rtsp://192.168.5.106:554/Streaming/Channels/101/?transportmode=unicast&profile=Profile_1',
      'rtsp://192.168.5.106:554/Streaming/Channels/101/trackID=1?transportmode=unicast&profile=Profile_1',
    ],
  },
  'reolink_describe.txt': {
    video: 'avc1.640033',
    size: '2560x1440@null',
    audio: 'aac 16000/1',
    controls: [
      'rtsp://192.168.5.206/h264Preview_01_main/',
      'rtsp://192.168.5.206/h264Preview_01_main/trackID=1',
      'rtsp://192.168.5.206/h264Preview_01_main/trackID=2',
    ],
  },
  'tplink_sdp.txt': {
    video: 'hvc1.1.6.L150',
    size: '2560x1440@15',
    audio: 'pcma 8000/1',
    controls: ['rtsp://asked/', 'rtsp://asked/track1', 'rtsp://asked/track2'],
  },
  'ubiquiti_sdp.txt': {
    video: 'avc1.4d402a',
    size: '1920x1080@45',
    audio: 'aac 48000/1',
    controls: ['rtsp://asked/', 'rtsp://asked/trackID=2', 'rtsp://asked/trackID=0'],
  },
}
for (const [name, offer] of Object.entries(expected)) {
  test(`real answer: ${name} means what its maker meant`, {
    skip: !files.includes(name) && 'needs ../shared/media/rtsp-dialogues',
  }, () => {
    const isSdp = name.includes('sdp')
    assert.deepEqual(isSdp ? offerOf(read(name).toString(), 'rtsp://asked/') : offerOfResponse(read(name)), offer)
  })
}
