import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { createRequestReader } from './request.ts'

const stream = Buffer.concat([
  Buffer.from('OPTIONS rtsp://h/a RTSP/1.0\r\nCSeq: 1\r\n\r\n'),
  Buffer.from([0x24, 1, 0, 4, 0x0d, 0x0a, 0x0d, 0x0a]),
  Buffer.from('SET_PARAMETER rtsp://h/a RTSP/1.0\r\nCSeq: 2\r\nContent-Length: 4\r\n\r\n$abc'),
  Buffer.from('PLAY rtsp://h/a RTSP/1.0\r\nCSeq: 3\r\nSession:  x \r\n\r\n'),
])

test('requests, bodies and interleaved frames are told apart however the bytes are cut', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(stream.length), { maxLength: 12 }), cuts => {
      let frames = 0
      const reader = createRequestReader(() => frames++)
      const edges = [0, ...cuts.toSorted((a, b) => a - b), stream.length]
      const requests = edges.slice(1).flatMap((edge, index) => reader.push(stream.subarray(edges[index], edge)))
      assert.deepEqual(
        requests.map(request => [request.method, request.headers.get('cseq')]),
        [
          ['OPTIONS', '1'],
          ['SET_PARAMETER', '2'],
          ['PLAY', '3'],
        ],
      )
      assert.equal(requests[2]?.headers.get('session'), 'x')
      assert.equal(frames, 1)
    }),
  )
})

test('what is no RTSP ends the connection instead of growing', () => {
  assert.throws(() => createRequestReader(() => {}).push(Buffer.from('GET / HTTP/1.1\r\n\r\n')))
  assert.throws(() => createRequestReader(() => {}).push(Buffer.alloc(20_000, 0x41)))
})
