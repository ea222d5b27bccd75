import assert from 'node:assert/strict'
import { test } from 'node:test'
import { load, render, wordsOf } from '../../testing/component.ts'
import { sampleCamera, sampleId, sampleStream } from '../../testing/samples.ts'
import { changesOf, draftOf } from './camera-changes.ts'
import { keyAlertWords } from './key-alert-words.ts'
import { untrustedKeys } from './untrusted-keys.ts'

const { KeyNote } = await load<typeof import('./key-note.tsx')>('features/cameras/key-note.tsx')

const [first, second] = ['A', 'B'].map(letter => `sha256/${letter.repeat(43)}=`) as [string, string]
const shown = {
  fingerprint: second,
  subject: 'CN=camera',
  validFrom: '2026-01-01T00:00:00.000Z',
  validTo: null,
}
const stream = sampleStream({ url: 'rtsps://10.0.0.5/1', tlsPin: first, shown, state: 'waiting' })

test('a changed identity is one decision for all streams of a device, and another for another device', () => {
  const live = { ...stream, id: sampleId(51), url: 'rtsps://10.0.0.5/2' }
  const elsewhere = { ...live, id: sampleId(52), url: 'rtsps://10.0.0.6/2' }
  assert.equal(untrustedKeys([sampleCamera({ streams: [stream, live] })]).length, 1)
  assert.equal(untrustedKeys([sampleCamera({ streams: [stream, elsewhere] })]).length, 2)
  assert.deepEqual(untrustedKeys([sampleCamera()]), [])
  const adoptedNow = { ...stream, tlsPin: shown.fingerprint }
  assert.deepEqual(untrustedKeys([sampleCamera({ streams: [adoptedNow] })]), [], 'its agent tries again soon')
})

test('the channels of a recorder are one decision: of one agent, host, port, and of the same two keys', () => {
  const channel = (number: number, change: object = {}, of: object = {}) =>
    sampleCamera({
      id: sampleId(number),
      name: `Channel ${number}`,
      streams: [{ ...stream, id: sampleId(100 + number), url: `rtsps://10.0.0.5:322/${number}`, ...change }],
      ...of,
    })
  const apart = [
    channel(4, { url: 'rtsps://10.0.0.5:323/4' }),
    channel(5, {}, { agentId: sampleId(31) }),
    channel(6, { shown: { ...shown, fingerprint: `sha256/${'C'.repeat(43)}=` } }),
    channel(7, { tlsPin: null }),
  ]
  const same = channel(2, { url: 'rtsps://10.0.0.5/2' })
  const keys = untrustedKeys([channel(1), same, channel(3), ...apart])
  assert.deepEqual(
    keys.map(({ endpoint, channels }) => [endpoint, channels.map(({ camera }) => camera.name)]),
    [
      ['10.0.0.5:322', ['Channel 1', 'Channel 2', 'Channel 3']],
      ['10.0.0.5:323', ['Channel 4']],
      ['10.0.0.5:322', ['Channel 5']],
      ['10.0.0.5:322', ['Channel 6']],
      ['10.0.0.5:322', ['Channel 7']],
    ],
  )
  const many = keyAlertWords(keys[0]!)
  assert.equal(many.title, 'The identity of 3 cameras at 10.0.0.5:322 changed')
  assert.equal(many.action, 'Adopt the new key for all 3 cameras')
  assert.match(many.detail, /^Their recording is paused\. .* Cameras: Channel 1, Channel 2, Channel 3\.$/)
  const fresh = keyAlertWords({ ...keys[0]!, adopted: null })
  assert.match(`${fresh.title}. ${fresh.detail}`, /cannot prove who they are\. .*so they are not recorded/)
  const one = keyAlertWords(keys[4]!)
  assert.deepEqual([one.title, one.action], ['Channel 7 cannot prove who it is', 'Adopt this key'])
})

test('before a key is replaced both fingerprints are shown, and what adopting means', () => {
  const parts = { title: 'T', detail: 'D', action: 'Adopt the new key', busy: false, onAdopt: () => undefined }
  const words = wordsOf(render(KeyNote, { ...parts, adopted: first, shown }))
  assert.ok(words.includes(`Adopted key ${first} Key it shows now ${second}`), words)
  assert.match(words, /It says it is CN=camera Valid Thu, 1 Jan 2026 to not stated/)
  assert.match(words, /is sent the password/)
  const without = wordsOf(render(KeyNote, { ...parts, adopted: null, shown: { ...shown, subject: '' } }))
  assert.match(without, /Its key sha256\/B+= It says it is nothing/)
})

test('the form sends a key only where it is another one, and null where it was emptied', () => {
  const start = draftOf(sampleCamera({ streams: [{ ...stream, roles: ['record'] }] }))
  const sent = (change: object) => changesOf(start, { ...start, ...change }).tlsPin
  assert.equal(start.tlsPin, first)
  assert.equal(sent({}), undefined)
  assert.equal(sent({ tlsPin: second }), second)
  assert.equal(sent({ tlsPin: ' ' }), null)
  assert.equal(sent({ url: 'rtsp://10.0.0.5/1', tlsPin: second }), undefined)
})
