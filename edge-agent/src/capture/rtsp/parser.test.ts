import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { RtspMessage } from './message.ts'
import { RtspParseError, RtspParser } from './parser.ts'

type Unit = { message: RtspMessage } | { channel: number; payload: string }

const latin = (text: string) => new Uint8Array(Buffer.from(text, 'latin1'))

function frame(channel: number, payload: Uint8Array): Buffer {
  return Buffer.concat([Buffer.from([0x24, channel, payload.length >> 8, payload.length & 255]), payload])
}

function collector(): { units: Unit[]; parser: RtspParser } {
  const units: Unit[] = []
  const parser = new RtspParser({
    message: message => units.push({ message: { ...message, body: new Uint8Array(message.body) } }),
    frame: (channel, payload) => units.push({ channel, payload: Buffer.from(payload).toString('hex') }),
  })
  return { units, parser }
}

function parse(bytes: Uint8Array, step = bytes.length): Unit[] {
  const { units, parser } = collector()
  for (let at = 0; at < bytes.length; at += step) parser.push(bytes.subarray(at, at + step))
  return units
}

function responses(units: Unit[]) {
  return units.flatMap(unit => ('message' in unit && unit.message.kind === 'response' ? [unit.message] : []))
}

const mixed = Buffer.concat([
  latin('RTSP/1.0 200 OK\r\nCSeq: 1\r\nContent-Length: 4\r\n\r\nv=0\n'),
  frame(0, latin('\x80RTSP/1.0 200 OK\r\n\r\n')),
  frame(1, new Uint8Array(0)),
  latin('OPTIONS rtsp://cam/ RTSP/1.0\r\nCSeq: 9\r\n\r\n'),
  frame(2, new Uint8Array(4464).fill(0x24)),
  latin('RTSP/1.0 454 Session Not Found\nCseq:2\n\n'),
])

test('messages, server requests and frames come out the same however the bytes are split', () => {
  const whole = parse(mixed)
  assert.deepEqual(
    whole.map(unit => ('channel' in unit ? unit.channel : unit.message.kind)),
    ['response', 0, 1, 'request', 2, 'response'],
  )
  for (const step of [1, 2, 3, 5, 7, 64, 1021])
    assert.equal(JSON.stringify(parse(mixed, step)), JSON.stringify(whole), `split every ${step}`)
})

test('headers are read whatever their case, line ends, folding and spaces', () => {
  const [response] = responses(
    parse(latin('RTSP/1.0 200 OK\nCSEQ :7\nSession:        708345999;timeout=60\nX-Long: a\n  b\nno colon\n\n')),
  )
  assert.equal(response?.headers.get('cseq'), '7')
  assert.equal(response?.headers.get('session'), '708345999;timeout=60')
  assert.equal(response?.headers.get('x-long'), 'a b')
})

test('stray bytes before a message or a frame are skipped', () => {
  const noise = latin('\r\n\0\0garbage RTSX half a line\xff\xfe')
  const bytes = Buffer.concat([noise, frame(0, latin('a')), noise, latin('RTSP/1.0 200 OK\r\nCSeq: 3\r\n\r\n')])
  for (const step of [1, 4, bytes.length]) {
    const units = parse(bytes, step)
    assert.ok(units.some(unit => 'channel' in unit && unit.channel === 0))
    assert.equal(responses(units)[0]?.headers.get('cseq'), '3')
  }
})

test('a body is taken by its length even when it looks like a message', () => {
  const body = 'RTSP/1.0 500 X\r\n\r\n$'
  const units = parse(
    latin(`RTSP/1.0 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}RTSP/1.0 201 Y\r\n\r\n`),
    3,
  )
  assert.deepEqual(
    responses(units).map(response => [response.status, Buffer.from(response.body).toString()]),
    [
      [200, body],
      [201, ''],
    ],
  )
})

test('an endless header, too many fields, a huge body and endless noise end the connection with bounded memory', () => {
  const { parser } = collector()
  const flood = (first: string, more: string) => () => {
    const victim = collector().parser
    victim.push(latin(first))
    for (let i = 0; i < 100_000; i++) {
      victim.push(latin(more))
      assert.ok(victim.heldBytes < 400 * 1024)
    }
  }
  assert.throws(flood('RTSP/1.0 200 OK\r\n', 'X-A: aaaaaaaaaaaaaaaaaaaaaaaaaaaa\r\n'), RtspParseError)
  assert.throws(flood('RTSP/1.0 200 OK\r\nX: ', 'aaaaaaaaaaaaaaaaaaaaaaaaa'), RtspParseError)
  assert.throws(flood('', 'noise without an end \x01\x02 '), RtspParseError)
  assert.throws(flood('', 'A'.repeat(100)), RtspParseError)
  assert.throws(flood('', 'AB '.repeat(50)), RtspParseError)
  assert.throws(() => parser.push(latin('RTSP/1.0 200 OK\r\nContent-Length: 1000000000\r\n\r\n')), RtspParseError)
  const many = `RTSP/1.0 200 OK\r\n${'a: b\r\n'.repeat(200)}\r\n`
  assert.throws(() => collector().parser.push(latin(many)), RtspParseError)
})

test('a frame length that lies swallows at most the frame it claims', () => {
  const lie = Buffer.from([0x24, 0, 0xff, 0xff])
  const { units, parser } = collector()
  parser.push(lie)
  for (let i = 0; i < 100; i++) parser.push(frame(0, new Uint8Array(1000)))
  assert.ok(parser.heldBytes < 70_000)
  assert.ok(units.length > 0)
})
