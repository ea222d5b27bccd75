import assert from 'node:assert/strict'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { ownChainSchema, recordsReplySchema } from '@nightjar/shared/protocol/agent-chains.ts'
import { recordsAppended } from '@nightjar/shared/protocol/messages/records-appended.ts'
import { lineageStatementSchema } from '@nightjar/shared/records/lineage.ts'
import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import type { ChainsApi } from '../../api/chains-api.ts'
import type { SegmentIndex } from '../../index/segment-index.ts'
import { testId, testOwner } from '../records.ts'
import { SimulatedChain } from './simulated-chain.ts'

/** Takes messages the way the real one does: in order, once, acknowledged by id; now and then a message is lost. */
export class SimulatedControlPlane {
  readonly chains = new Map<string, SimulatedChain>()
  readonly receipts = new Set<string>()
  /** Nobody reaches it. */
  isAway = false
  /** Its database was restored: it may be asked to take what it has forgotten the records of. */
  #wasSetBack = false
  readonly #fraction: () => number

  constructor(fraction: () => number, cameraIds: readonly string[]) {
    this.#fraction = fraction
    for (const cameraId of cameraIds) this.chains.set(cameraId, new SimulatedChain())
  }

  chainOf(cameraId: string): SimulatedChain {
    const chain = this.chains.get(cameraId) ?? new SimulatedChain()
    this.chains.set(cameraId, chain)
    return chain
  }

  /** As it is now; the returned function puts it back, as a database that is restored. */
  backup(): () => void {
    const kept = structuredClone([...this.chains].map(([cameraId, { data }]) => ({ cameraId, data })))
    return () => {
      this.#wasSetBack = true
      this.chains.clear()
      for (const { cameraId, data } of kept) this.chains.set(cameraId, new SimulatedChain(structuredClone(data)))
    }
  }

  /** `told` hears of each camera whose records are held. */
  exchange(
    index: SegmentIndex,
    nowMs: number,
    link: { held: () => readonly string[] | 'all'; heldBack: (cameraId: string, reason: string) => void },
  ): void {
    if (this.isAway) return
    for (const message of index.nextMessages(10, link.held())) {
      if (message.name !== 'records.appended' || this.#fraction() < 0.1) continue
      const { cameraId, records } = recordsAppended.schema.parse(message.payload)
      const outcome = this.chainOf(cameraId).apply(records, nowMs)
      if (this.#fraction() < 0.1 || outcome === 'gap') continue
      if (outcome === 'applied') index.acknowledge([message.payload.id])
      else link.heldBack(cameraId, outcome.held)
    }
    for (const { segmentId, manifest } of index.nextUploads(2, nowMs)) this.#upload(index, nowMs, segmentId, manifest)
  }

  /** What it answers to this agent; one answer in ten is lost, and one request. */
  api(): ChainsApi {
    return {
      chains: () =>
        this.#asked(() =>
          [...this.chains].map(([cameraId, { data, accountedToMs }]) =>
            ownChainSchema.parse({ cameraId, state: data.status, reason: null, head: data.head, accountedToMs }),
          ),
        ),
      beginLineage: statement =>
        this.#asked(() => this.chainOf(statement.cameraId).begin(lineageStatementSchema.parse(statement))),
      // Pages of five: a simulated camera has few segments.
      segments: (cameraId, after) =>
        this.#asked(() => {
          const known = [...this.chainOf(cameraId).data.segments].filter(([, { evicted }]) => !evicted)
          const ids = known.map(([id]) => id).filter(id => id > (after ?? ''))
          return ids.sort().slice(0, 5)
        }),
      records: (cameraId, segmentIds) =>
        this.#asked(() => {
          assert.ok(segmentIds.length <= 200)
          const { segments } = this.chainOf(cameraId).data
          return recordsReplySchema.parse({ segments: segmentIds.flatMap(id => segments.get(id) ?? []) }).segments
        }),
    }
  }

  async #asked<Answer>(answer: () => Answer): Promise<Answer> {
    if (this.isAway || this.#fraction() < 0.1) throw new AppError('service.unavailable')
    const said = answer()
    if (this.#fraction() < 0.1) throw new AppError('service.unavailable')
    return said
  }

  #upload(index: SegmentIndex, nowMs: number, segmentId: string, manifest: SegmentManifest): void {
    const { cameraId, mediaHash: checksum, byteLength } = manifest
    const known = this.chainOf(cameraId).data.segments.get(segmentId)
    if (!known && this.#wasSetBack) {
      index.uploadFailed(segmentId, nowMs + 1000, 'resource.not-found')
      return
    }
    assert.ok(known, 'a segment is uploaded before its manifest is known')
    assert.deepEqual(known.manifest, manifest, 'a segment is uploaded by another manifest than the one that is known')
    index.uploadAdvanced(segmentId, 'sending')
    if (this.#fraction() < 0.3) {
      index.uploadFailed(segmentId, nowMs + 1000, 'archive.unavailable')
      return
    }
    this.receipts.add(segmentId)
    const { agentId } = testOwner
    const common = { receiptId: testId(), objectKey: 'key', issuedAtMs: nowMs, keyId: 'k', signature: 'A'.repeat(86) }
    known.receipt = { ...common, segmentId, agentId, checksum, byteLength }
    index.receiptStored(known.receipt)
  }
}
