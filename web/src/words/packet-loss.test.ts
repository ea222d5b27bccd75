import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sampleCamera, sampleStream } from '../testing/samples.ts'
import { lossSentence, lostPercent } from './packet-loss.ts'

test('the worst of a camera’s streams is said, with what to do about it', () => {
  const streams = [sampleStream({ lostPercent: 0.6 }), sampleStream({ lostPercent: 2.1, transport: 'udp' })]
  assert.equal(lostPercent(sampleCamera({ streams })), 2.1)
  assert.equal(
    lossSentence(sampleCamera({ streams })),
    '2.1 % of packets lost in the last minute. Set the transport to TCP, or check cables and Wi-Fi.',
  )
  assert.equal(
    lossSentence(sampleCamera({ streams: [sampleStream({ lostPercent: 3 })] })),
    '3.0 % of packets lost in the last minute. Check the camera’s load and its network.',
  )
})

test('nothing is said where little is lost, or of a camera of which nothing is known', () => {
  assert.equal(lossSentence(sampleCamera()), null)
  assert.equal(lossSentence(sampleCamera({ agentOnline: false, streams: [sampleStream({ lostPercent: 3 })] })), null)
})

test('what is to be done goes by what is in use: TCP is not named where the camera has none', () => {
  const said = (because: string) =>
    lossSentence(
      sampleCamera({
        streams: [sampleStream({ lostPercent: 3, transport: 'auto', transportInUse: { over: 'udp', because } })],
      }),
    )
  assert.match(said('tcp-refused') ?? '', /last minute\. Check cables and Wi-Fi\.$/)
  assert.match(said('chosen') ?? '', /Set the transport to TCP/)
})
