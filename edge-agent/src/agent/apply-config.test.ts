import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { CameraConfig, SignedConfig } from '@nightjar/shared/protocol/config/document.ts'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import { type CredentialPins, pinOf } from '../config/credential-pins.ts'
import { makeKeyPairs } from '../config/identity.ts'
import { openDatabase } from '../index/database.ts'
import { indexOver } from '../index/open-index.ts'
import { createLedgerKeeper } from '../ledger/keeper.ts'
import type { KeptCamera } from '../ledger/keeper-contract.ts'
import type { RecorderCamera } from '../recorder/ipc.ts'
import { testId, testOwner, testRandom, testSign } from '../testing/records.ts'
import { createApplyConfig } from './apply-config.ts'

const t0 = 1_760_000_000_000

const camera = (change: Partial<CameraConfig> = {}): CameraConfig => ({
  cameraId: testId(),
  name: 'Gate',
  addedAtMs: t0,
  mask: null,
  streams: [{ streamId: testId(), roles: ['record'], url: 'rtsp://10.0.0.5/1', transport: 'tcp' }],
  credentials: null,
  loss: { keepDamaged: false },
  recording: { mode: 'continuous', segmentSeconds: 60, retentionDays: 7, quotaBytes: null, audio: false },
  ...change,
})

const signed = (cameras: CameraConfig[]): SignedConfig => ({
  config: {
    kind: 'agent-config',
    ...testOwner,
    version: 5,
    issuedAtMs: t0,
    minProtocol: 1,
    previousHash: '0'.repeat(64),
    relays: [],
    cameras,
  },
  keyId: 'config-1',
  signature: 'A'.repeat(86),
})

/** Every unbound box may go where it stands. */
const noPins: CredentialPins = {
  settle: async uses => new Map(uses.map(({ box, endpoints }) => [pinOf(box), endpoints])),
}

async function applied(cameras: CameraConfig[]) {
  const clock = new SimulatedClock(t0)
  const index = indexOver(openDatabase(':memory:'), { owner: testOwner, sign: testSign, clock, random: testRandom() })
  const keeper = createLedgerKeeper({ index, clock })
  const handed: RecorderCamera[] = []
  const apply = createApplyConfig({
    sealingKey: makeKeyPairs().sealing,
    pins: noPins,
    keeper,
    setCameras: all => void handed.push(...all),
  })
  const results = await apply(signed(cameras))
  const accounted = cameras.map(({ cameraId }) => index.accountedTo(cameraId))
  index.close()
  return { results, handed, accounted }
}

test('every section of a camera reaches the recorder as it was signed, with the version it came in', async () => {
  const mask = { version: 2, geometryHash: 'a'.repeat(64) }
  const tlsPins = [{ streamId: testId(), spkiSha256: `${'A'.repeat(43)}=` }]
  const one = camera({ mask, transport: 'auto', tlsPins })
  const { handed } = await applied([one])
  const { credentials: _, addedAtMs: __, ...rest } = one
  assert.deepEqual(handed, [{ ...rest, credentials: null, configVersion: 5 }])
})

test('the ledger is told of another way to the recorded stream, and of nothing else that is changed', async () => {
  const ways: unknown[] = []
  const keeper = { cameras: (all: readonly KeptCamera[]) => void ways.push(all[0]!.way) }
  const apply = createApplyConfig({ sealingKey: makeKeyPairs().sealing, pins: noPins, keeper, setCameras: () => {} })
  const one = camera()
  const [stream] = one.streams
  const live = { ...stream!, streamId: testId(), roles: ['live' as const] }
  await apply(signed([one]))
  await apply(signed([{ ...one, name: 'Yard', streams: [live, stream!] }]))
  await apply(signed([{ ...one, streams: [{ ...stream!, transport: 'udp' }] }]))
  await apply(signed([{ ...one, streams: [{ ...stream!, url: 'rtsp://10.0.0.6/1' }] }]))
  await apply(signed([{ ...one, streams: [live] }]))
  assert.deepEqual(ways[1], ways[0])
  assert.equal(new Set(ways.map(way => JSON.stringify(way))).size, 4)
})

test('a camera whose password cannot be opened is reported with a sentence, keeps its ledger and spoils no other', async () => {
  const sealedToAnother = { enc: 'B'.repeat(43), box: 'C'.repeat(80) }
  const [broken, fine] = [camera({ credentials: sealedToAnother }), camera()]
  const { results, handed, accounted } = await applied([broken, fine])
  assert.deepEqual(
    handed.map(({ cameraId, credentials, refusal }) => ({ cameraId, credentials, refusal })),
    [
      { cameraId: broken.cameraId, credentials: null, refusal: 'camera.password-unreadable' },
      { cameraId: fine.cameraId, credentials: null, refusal: undefined },
    ],
  )
  assert.deepEqual(results, [
    {
      cameraId: broken.cameraId,
      ok: false,
      error: 'The password of the camera cannot be read by this agent; enter it again.',
    },
    { cameraId: fine.cameraId, ok: true, error: null },
  ])
  assert.deepEqual(accounted, [t0, t0])
})
