import { createApplyConfig } from '@nightjar/edge-agent/agent/apply-config.ts'
import { makeKeyPairs } from '@nightjar/edge-agent/config/identity.ts'
import { openDatabase } from '@nightjar/edge-agent/index/database.ts'
import { indexOver } from '@nightjar/edge-agent/index/open-index.ts'
import { createLedgerKeeper } from '@nightjar/edge-agent/ledger/keeper.ts'
import { asUnmasked } from '@nightjar/edge-agent/picture/unmasked.ts'
import type { RecorderCamera } from '@nightjar/edge-agent/recorder/ipc.ts'
import { testOwner, testRandom, testSign } from '@nightjar/edge-agent/testing/records.ts'
import { toAppError } from '@nightjar/shared/errors/app-error.ts'
import type { SignedConfig } from '@nightjar/shared/protocol/config/document.ts'
import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'

/** null where the pictures of the camera may be recorded and shown as they are, or why not. */
function refusalOf(camera: RecorderCamera): string | null {
  try {
    asUnmasked(camera)
    return null
  } catch (error) {
    return toAppError(error).code
  }
}

/**
 * What an agent of today makes of a configuration that it took: its report, the cameras that it hands to its recorder,
 * and what their ledgers say of the minute that follows.
 */
export async function carryOut(signed: SignedConfig) {
  const clock = new SimulatedClock(signed.config.issuedAtMs)
  const database = openDatabase(':memory:')
  const index = indexOver(database, { owner: testOwner, sign: testSign, clock, random: testRandom() })
  const keeper = createLedgerKeeper({ index, clock })
  keeper.recovered([])
  const handed: RecorderCamera[] = []
  const apply = createApplyConfig({
    sealingKey: makeKeyPairs().sealing,
    pins: { settle: async () => new Map() },
    keeper,
    setCameras: cameras => void handed.push(...cameras),
  })
  const results = await apply(signed)
  for (const camera of handed) {
    const refused = { streamId: camera.streams[0]!.streamId, state: 'waiting' as const, reason: refusalOf(camera) }
    const unknown = { retryAtMs: null, lastPictureAtMs: null, facts: null, bitsPerSecond: null }
    const { cameraId } = camera
    keeper.status({ cameraId, recording: false, openSegmentStartMs: null, streams: [{ ...refused, ...unknown }] })
  }
  await clock.advance(60_000)
  keeper.stop()
  const rows = database.sql.prepare('SELECT record FROM chain ORDER BY sequence').all() as { record: string }[]
  const entries = rows.map(row => JSON.parse(row.record) as { cameraId: string; fromMs: number; cause: string })
  index.close()
  return {
    results,
    handed,
    refusals: handed.map(refusalOf),
    /** Causes of the camera's ledger from the configuration on. */
    causes: (cameraId: string) =>
      entries
        .filter(entry => entry.cameraId === cameraId && entry.fromMs >= signed.config.issuedAtMs)
        .map(({ cause }) => cause),
  }
}
