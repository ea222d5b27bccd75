import assert from 'node:assert/strict'
import type { ChainRecord } from '@nightjar/shared/records/chain.ts'
import type { LedgerEntry } from '@nightjar/shared/records/ledger.ts'
import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import { sha256 } from '../../index/chain-append.ts'
import { verifyChain } from '../../index/verify-chain.ts'
import { segmentsDir, startMs } from './places.ts'
import type { SimulatedSite } from './simulated-site.ts'

interface Row {
  readonly segment_id: string
  readonly camera_id: string
  readonly byte_length: number
  readonly media_hash: string
}

const rows = (site: SimulatedSite, table: 'segment' | 'garbage') =>
  site.database.sql
    .prepare(`SELECT segment_id, camera_id, byte_length, media_hash FROM ${table}`)
    .all() as unknown as Row[]

const pathOf = (row: Row) => `${segmentsDir}/${row.camera_id}/${row.segment_id}.mp4`

export function chainOf(site: SimulatedSite, cameraId: string): ChainRecord[] {
  const records = site.database.sql
    .prepare('SELECT record FROM chain WHERE camera_id = ? ORDER BY sequence')
    .all(cameraId)
  return (records as { record: string }[]).map(each => JSON.parse(each.record))
}

export const ledgerOf = (site: SimulatedSite, cameraId: string): LedgerEntry[] =>
  chainOf(site, cameraId).filter(record => record.kind === 'ledger')

export const manifestsOf = (site: SimulatedSite, cameraId: string): SegmentManifest[] =>
  chainOf(site, cameraId).filter(record => record.kind === 'segment')

/** A row implies a file of that length and hash. */
export function everyRowHasItsFile(site: SimulatedSite): void {
  const files = site.disk.files()
  for (const row of rows(site, 'segment')) {
    const bytes = files.get(pathOf(row))
    assert.ok(bytes, `${row.segment_id} has a row but no file`)
    assert.equal(bytes.length, row.byte_length)
    assert.equal(sha256(bytes), row.media_hash)
  }
}

/** A file implies a row, garbage or quarantine. Holds while nothing records: an open segment has none yet. */
export function everyFileIsAccountedFor(site: SimulatedSite): void {
  const known = new Set([...rows(site, 'segment'), ...rows(site, 'garbage')].map(pathOf))
  for (const path of site.disk.files().keys()) {
    const isMeta = /^\/segments\/meta\.[^/]*(json|draft)$/.test(path)
    assert.ok(isMeta || known.has(path) || path.startsWith(`${segmentsDir}/quarantine/`), `${path} is a stray`)
  }
}

/** Chains hold, and each ledger covers [beginning, toMs) without hole or overlap. */
export function chainsAndLedgersHold(site: SimulatedSite, toMs: number): void {
  for (const cameraId of site.cameraIds) {
    assert.deepEqual(verifyChain(site.database, cameraId), { ok: true, records: chainOf(site, cameraId).length })
    const manifests = new Set(manifestsOf(site, cameraId).map(manifest => manifest.segmentId))
    assert.equal(manifests.size, manifestsOf(site, cameraId).length, 'a segment has two manifests')
    coversExactly(ledgerOf(site, cameraId), startMs, toMs)
  }
}

/** `entries` in order of the chain; evicted ones lie exactly over a recorded one. */
export function coversExactly(entries: readonly LedgerEntry[], fromMs: number, toMs: number): void {
  const recorded = new Map<string | null, LedgerEntry>()
  let at = fromMs
  for (const entry of entries) {
    if (entry.state === 'evicted') {
      const over = recorded.get(entry.manifestHash)
      assert.deepEqual([over?.fromMs, over?.toMs], [entry.fromMs, entry.toMs], 'evicted lies over its recorded entry')
      continue
    }
    assert.equal(entry.fromMs, at, `a hole or an overlap at ${at - fromMs} ms`)
    at = entry.toMs
    if (entry.state === 'recorded') recorded.set(entry.manifestHash, entry)
  }
  assert.equal(at, toMs, 'the ledger does not reach the end')
}

/** A crash at `crashedAtMs` took at most `mostMs` of each camera, given that it had been streaming since then. */
export function littleWasLost(site: SimulatedSite, sinceMs: number, crashedAtMs: number, mostMs: number): void {
  for (const cameraId of site.cameraIds) {
    const ends = manifestsOf(site, cameraId).map(manifest => manifest.wallEndMs)
    const last = Math.max(sinceMs, ...ends.filter(end => end <= crashedAtMs + 100))
    const lostMs = crashedAtMs - last
    assert.ok(lostMs <= mostMs, `${lostMs} ms lost`)
  }
}

/** What the control plane has of each camera: no rule was broken, and time is covered without hole or overlap. */
export function controlPlaneHasAll(site: SimulatedSite, toMs: number): void {
  for (const cameraId of site.cameraIds) {
    const { data } = site.controlPlane.chainOf(cameraId)
    assert.deepEqual(data.refusals, [], 'a rule of the control plane was broken')
    const claims = data.entries.filter(entry => entry.state !== 'evicted').sort((a, b) => a.fromMs - b.fromMs)
    coversExactly(claims, startMs, toMs)
    const files = site.disk.files()
    for (const { manifest, entry, evicted } of data.segments.values()) {
      if (evicted || entry === null) continue
      const bytes = files.get(`${segmentsDir}/${cameraId}/${manifest.segmentId}.mp4`)
      assert.ok(bytes, `${manifest.segmentId} is recorded, as the control plane has it, and is not there`)
      assert.equal(sha256(bytes), manifest.mediaHash)
    }
  }
}

/** Everything was said to the control plane. */
export function nothingWaits(site: SimulatedSite): void {
  const count = (table: string) =>
    (site.database.sql.prepare(`SELECT count(*) AS rows FROM ${table}`).get() as { rows: number }).rows
  assert.deepEqual([count('outbox'), count('found')], [0, 0], 'messages and found files that wait')
}
