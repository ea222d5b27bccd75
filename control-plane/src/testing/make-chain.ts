import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto'
import { type ChainRecord, chainStart, signedBytes } from '@nightjar/shared/records/chain.ts'
import type { LedgerEntry, LedgerState } from '@nightjar/shared/records/ledger.ts'
import type { ChainPlace } from '@nightjar/shared/records/lineage.ts'
import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import { v7 } from 'uuid'

const hex = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** Signs the records of one camera as an agent does, each linked to the one before. */
export function makeChain(given: Partial<ReturnType<typeof newOwner>> = {}) {
  return chainOf({ ...newOwner(), ...given })
}

export type TestChain = ReturnType<typeof chainOf>

export function newOwner() {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const ids = { organisationId: v7(), siteId: v7(), agentId: v7(), cameraId: v7(), streamId: v7() }
  return { ...ids, publicKey: publicKey.export({ format: 'jwk' }).x!, privateKey }
}

function chainOf(owner: ReturnType<typeof newOwner>, lineageId: string | null = null) {
  const records: ChainRecord[] = []
  const runId = v7()
  const hashOf = (record: ChainRecord) => hex(signedBytes(record))

  function append<Kind extends ChainRecord>(body: Omit<Kind, 'sequence' | 'previousHash' | 'signature'>): Kind {
    const last = records.at(-1)
    const place = { sequence: records.length, previousHash: last === undefined ? chainStart : hashOf(last) }
    const unsigned = { ...body, ...place, ...(lineageId !== null && { lineageId }) }
    const signature = sign(null, signedBytes(unsigned), owner.privateKey).toString('base64url')
    const record = { ...unsigned, signature } as unknown as Kind
    records.push(record)
    return record
  }

  const ledger = (
    fromMs: number,
    toMs: number,
    state: LedgerState,
    cause: string | null,
    manifestHash: string | null,
  ) =>
    append<LedgerEntry>({
      kind: 'ledger',
      entryId: v7(),
      cameraId: owner.cameraId,
      agentId: owner.agentId,
      fromMs,
      toMs,
      state,
      cause,
      manifestHash,
    })

  function segment(fromMs: number, toMs: number, media: Partial<SegmentManifest> = {}): SegmentManifest {
    const byteLength = media.byteLength ?? 50_000
    const initLength = media.initLength ?? Math.min(700, Math.floor(byteLength / 10))
    return append<SegmentManifest>({
      kind: 'segment',
      segmentId: v7(),
      organisationId: owner.organisationId,
      siteId: owner.siteId,
      cameraId: owner.cameraId,
      agentId: owner.agentId,
      streamId: owner.streamId,
      role: 'record',
      runId,
      mediaStartMs: fromMs,
      mediaEndMs: toMs,
      wallStartMs: fromMs,
      wallEndMs: toMs,
      clockUncertaintyMs: 5,
      initHash: hex(Buffer.from('init')),
      initLength,
      mediaHash: hex(randomBytes(8)),
      byteLength,
      fragments: fragmentsOf([fromMs, toMs], [initLength, byteLength]),
      codecString: 'avc1.64001f',
      videoCodec: 'h264',
      width: 1280,
      height: 720,
      frameRate: 25,
      audioCodec: null,
      maskVersion: null,
      maskGeometryHash: null,
      configVersion: 1,
      source: 'live',
      ...media,
    })
  }

  return {
    owner,
    records,
    hashOf,
    /** A manifest alone, and an entry of whatever kind. */
    segment,
    entry: ledger,
    /** A manifest and its `recorded` entry. */
    recorded(fromMs: number, toMs: number, media: Partial<SegmentManifest> = {}): [SegmentManifest, LedgerEntry] {
      const manifest = segment(fromMs, toMs, media)
      return [manifest, ledger(fromMs, toMs, 'recorded', null, hashOf(manifest))]
    },
    gap: (fromMs: number, toMs: number, state: LedgerState = 'camera-down', cause = 'camera.unreachable') => [
      ledger(fromMs, toMs, state, cause, null),
    ],
    evicted: (manifest: SegmentManifest, cause = 'retention.space') => [
      ledger(manifest.wallStartMs, manifest.wallEndMs, 'evicted', cause, hashOf(manifest)),
    ],
    /** The same camera and key from its first record, as after a restored disk. */
    restart: () => chainOf(owner),
    /** A further lineage of the same camera. */
    lineage: (id: string) => chainOf(owner, id),
    /** Its newest record. */
    place: (): ChainPlace => {
      const last = records.at(-1)
      return last === undefined ? null : { lineageId, sequence: last.sequence, hash: hashOf(last) }
    },
  }
}

/** Of ten seconds at most, each with a keyframe, that share time and bytes evenly. */
function fragmentsOf(
  [fromMs, toMs]: readonly [number, number],
  [start, end]: readonly [number, number],
): SegmentManifest['fragments'] {
  const count = Math.ceil((toMs - fromMs) / 10_000)
  const part = (from: number, to: number, index: number) => from + Math.floor(((to - from) * index) / count)
  return Array.from({ length: count }, (_, index) => [part(fromMs, toMs, index), part(start, end, index), 1])
}
