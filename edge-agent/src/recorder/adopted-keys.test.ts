import assert from 'node:assert/strict'
import { createHash, X509Certificate } from 'node:crypto'
import { test } from 'node:test'
import { setTimeout as wait } from 'node:timers/promises'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import type { StreamConfig } from '@nightjar/shared/protocol/config/streams.ts'
import pino from 'pino'
import { EndpointLockouts } from '../camera-access/lockout.ts'
import { ScriptedCamera } from '../capture/testing/scripted-camera.ts'
import { cameraIdentity, impostorIdentity } from '../capture/testing/tls-identities.ts'
import { openSource } from '../picture/open-source.ts'
import type { SourceCamera } from '../picture/owned-source.ts'
import { systemNetwork } from '../platform/network.ts'
import { systemRandom } from '../platform/random.ts'
import { StreamFigures } from './stream-figures.ts'

const spkiOf = (cert: string): string => {
  const key = new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' })
  return createHash('sha256').update(key).digest('base64')
}
const deps = () => ({
  clock: systemClock,
  network: systemNetwork,
  random: systemRandom,
  policy: { allowLoopback: 'any' as const },
  lockouts: new EndpointLockouts(systemClock),
  log: pino({ level: 'silent' }),
})

const adopted = (spkiSha256: string): SourceCamera => ({
  mask: null,
  credentials: { username: 'u', password: 's3cret' },
  transport: 'auto',
  tlsPins: [{ streamId: 's', spkiSha256 }],
})

test('a camera that shows another key than the signed one is paused until that key is adopted', {
  timeout: 30_000,
}, async t => {
  const impostor = await new ScriptedCamera(undefined, impostorIdentity).start()
  const url = impostor.url('/live', '', 'rtsps')
  const stream: StreamConfig = { streamId: 's', roles: ['record'], url, transport: 'tcp' }
  const figures = new StreamFigures('s', systemClock, () => {})
  const source = openSource(adopted(spkiOf(cameraIdentity.cert)), stream, figures, deps())
  let pictures = 0
  source.subscribe({ runStarted: () => {}, packet: () => void pictures++, runEnded: () => {} })
  t.after(async () => {
    await source.close('stopped')
    await impostor.stop()
  })
  while (figures.status().state !== 'waiting') await wait(5)
  const { reason, message, certificate, transport } = figures.status()
  assert.deepEqual([reason, message, transport], ['camera.identity-changed', null, null])
  assert.equal(certificate?.spkiSha256, spkiOf(impostorIdentity.cert))
  assert.deepEqual([impostor.requests, pictures], [[], 0])

  source.recapture(adopted(spkiOf(impostorIdentity.cert)), stream)
  while (pictures < 3) await wait(5)
  const after = figures.status()
  assert.deepEqual([after.state, after.reason, after.certificate], ['streaming', null, null])
  assert.deepEqual(after.transport, { over: 'tcp', because: 'encrypted' })
})
