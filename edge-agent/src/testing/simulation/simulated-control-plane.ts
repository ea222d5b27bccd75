import assert from 'node:assert/strict'
import { recordsAppended } from '@nightjar/shared/protocol/messages/records-appended.ts'
import { type ChainRecord, chainStart, signedBytes } from '@nightjar/shared/records/chain.ts'
import { sha256 } from '../../index/chain-append.ts'
import type { SegmentIndex } from '../../index/segment-index.ts'
import { testId, testOwner } from '../records.ts'

/** Takes messages the way the real one does: in order, once, acknowledged by id; now and then a message is lost. */
export class SimulatedControlPlane {
  readonly chains = new Map<string, ChainRecord[]>()
  readonly receipts = new Set<string>()
  readonly #fraction: () => number

  constructor(fraction: () => number) {
    this.#fraction = fraction
  }

  exchange(index: SegmentIndex, nowMs: number): void {
    for (const message of index.nextMessages(10)) {
      if (message.name !== 'records.appended' || this.#fraction() < 0.1) continue
      this.#apply(recordsAppended.schema.parse(message.payload).records)
      if (this.#fraction() >= 0.1) index.acknowledge([message.payload.id])
    }
    for (const { segmentId, manifest } of index.nextUploads(2, nowMs)) {
      assert.ok(this.#knows(manifest.cameraId, manifest.sequence), 'a segment is uploaded before its manifest is known')
      index.uploadAdvanced(segmentId, 'sending')
      if (this.#fraction() < 0.3) {
        index.uploadFailed(segmentId, nowMs + 1000, 'archive.unavailable')
        continue
      }
      this.receipts.add(segmentId)
      index.receiptStored({
        receiptId: testId(),
        segmentId,
        agentId: testOwner.agentId,
        objectKey: 'key',
        checksum: manifest.mediaHash,
        byteLength: manifest.byteLength,
        issuedAtMs: nowMs,
        keyId: 'k',
        signature: 'A'.repeat(86),
      })
    }
  }

  #apply(records: readonly ChainRecord[]): void {
    for (const record of records) {
      const chain = this.chains.get(record.cameraId) ?? []
      this.chains.set(record.cameraId, chain)
      if (record.sequence < chain.length) {
        assert.deepEqual(record, chain[record.sequence], 'a record that was sent before comes back changed')
        continue
      }
      const last = chain.at(-1)
      assert.equal(record.sequence, chain.length, 'the agent left a record out')
      assert.equal(record.previousHash, last ? sha256(signedBytes(last)) : chainStart, 'the chain is broken')
      chain.push(record)
    }
  }

  #knows(cameraId: string, sequence: number): boolean {
    return sequence < (this.chains.get(cameraId)?.length ?? 0)
  }
}
