import assert from 'node:assert/strict'
import { test } from 'node:test'
import { baseUrl, joinControl } from './control-url.ts'
import { formatRequest } from './message.ts'
import { parseSessionHeader } from './session-header.ts'
import { parseTransportHeader } from './transport-header.ts'

test('Session: id and timeout in every spelling that cameras use', () => {
  const table: [string | null, string | undefined, number | undefined][] = [
    ['F8F8E425', 'F8F8E425', 60],
    ['708345999;timeout=60', '708345999', 60],
    ['9a90de54; timeout=120', '9a90de54', 120],
    ['       12 ; Timeout = "30" ;x=y', '12', 30],
    ['abc;timeout=0', 'abc', 5],
    ['abc;timeout=', 'abc', 60],
    ['', undefined, undefined],
    [null, undefined, undefined],
  ]
  for (const [text, id, timeout] of table) {
    const session = parseSessionHeader(text)
    assert.deepEqual([session?.id, session?.timeoutSeconds], [id, timeout], String(text))
  }
})

test('Transport: channels and ports, or nothing where the camera says nothing', () => {
  const tcp =
    'RTP/AVP/TCP;unicast;destination=192.168.1.210;source=192.168.1.110;interleaved=2-3;ssrc=4cacc3d1;mode="play"'
  assert.deepEqual(parseTransportHeader(tcp), { isTcp: true, channel: 2, serverPort: null })
  const udp = 'RTP/AVP;unicast;mode=PLAY;source=127.0.0.1;client_port=18716-18717;server_port=40006-40007;ssrc=0'
  assert.deepEqual(parseTransportHeader(udp), { isTcp: false, channel: null, serverPort: 40006 })
  assert.deepEqual(parseTransportHeader(null), { isTcp: false, channel: null, serverPort: null })
  assert.equal(parseTransportHeader('RTP/AVP;interleaved=999-1000;server_port=0').channel, null)
})

test('control URLs are joined the way cameras mean it, query strings and all', () => {
  const dahua = 'rtsp://192.168.5.111:554/cam/realmonitor?channel=1&subtype=1/'
  assert.equal(joinControl(dahua, 'trackID=0'), `${dahua}trackID=0`)
  assert.equal(joinControl('rtsp://cam/H264?channel=1', 'video'), 'rtsp://cam/H264?channel=1/video')
  assert.equal(joinControl('rtsp://cam/a', '*'), 'rtsp://cam/a')
  assert.equal(joinControl('rtsp://cam/a', null), 'rtsp://cam/a')
  assert.equal(joinControl('rtsp://cam/a/', '/track1'), 'rtsp://cam/a/track1')
  assert.equal(joinControl('rtsp://cam/a', 'rtsp://10.0.0.1/a/trackID=1?x=y'), 'rtsp://10.0.0.1/a/trackID=1?x=y')
})

test('the base is Content-Base, even without a scheme, then Content-Location, then the request', () => {
  const request = 'rtsp://cam:554/live?x=1'
  assert.equal(baseUrl('rtsp://cam/a/', null, request), 'rtsp://cam/a/')
  assert.equal(baseUrl('192.168.1.10:554/stream0/', null, request), 'rtsp://192.168.1.10:554/stream0/')
  assert.equal(baseUrl('', 'rtsp://cam/b', request), 'rtsp://cam/b')
  assert.equal(baseUrl('/c/', null, request), 'rtsp://cam:554/c/')
  assert.equal(baseUrl(null, null, request), request)
})

test('no value can forge a header or a second request', () => {
  const text = formatRequest('SETUP', 'rtsp://cam/a b\r\nX: y', [['Session', 'a\r\nEvil: 1']])
  assert.equal(text, 'SETUP rtsp://cam/a%20b%20%20X:%20y RTSP/1.0\r\nSession: a  Evil: 1\r\n\r\n')
})
