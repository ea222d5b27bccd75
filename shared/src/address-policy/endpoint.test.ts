import assert from 'node:assert/strict'
import { test } from 'node:test'
import { endpointOf, mayGoTo } from './endpoint.ts'

const at = (host: string, port = 554, scheme: 'rtsp' | 'rtsps' = 'rtsp') => endpointOf({ scheme, host, port })

test('an endpoint has one spelling: port written, lower case, IPv6 as RFC 5952 has it', () => {
  assert.equal(at('10.0.0.5'), 'rtsp://10.0.0.5:554')
  assert.equal(at('Camera.LAN.', 8554), 'rtsp://camera.lan:8554')
  assert.equal(at('fd12::5', 322, 'rtsps'), 'rtsps://[fd12::5]:322')
  for (const host of ['FD12:0:0::5', 'fd12:0000::0005', 'fd12:0:0:0:0:0:0:5']) assert.equal(at(host), at('fd12::5'))
  assert.equal(at('::ffff:10.0.0.5'), at('10.0.0.5'))
  assert.equal(at('::ffff:a00:5'), at('10.0.0.5'))
})

test('a password goes to what it was entered for, with TLS in place of none, and nowhere else', () => {
  const entered = [at('cam.lan'), at('10.0.0.5', 8554)]
  for (const fits of [at('CAM.lan'), at('10.0.0.5', 8554), at('cam.lan', 554, 'rtsps')]) {
    assert.ok(mayGoTo(entered, fits), fits)
  }
  for (const other of [
    at('cam.lan', 80),
    at('cam.lan', 322, 'rtsps'),
    at('cam.lan', 8554),
    at('10.0.0.5'),
    at('10.0.0.50', 8554),
    at('cam.lan.evil.example'),
    at('10.0.0.6', 8554),
  ]) {
    assert.ok(!mayGoTo(entered, other), other)
  }
  assert.ok(!mayGoTo([at('cam.lan', 554, 'rtsps')], at('cam.lan')), 'no TLS in place of TLS')
})
