import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { applyRecords } from '@nightjar/control-plane/services/recording/apply-records.ts'
import { completeUpload } from '@nightjar/control-plane/services/upload/complete-upload.ts'
import { requestUpload } from '@nightjar/control-plane/services/upload/request-upload.ts'
import type { MediaRig } from '@nightjar/control-plane/testing/media-rig.ts'
import { mintOrganisation } from '@nightjar/control-plane/testing/mint.ts'
import { mintCamera } from '@nightjar/control-plane/testing/mint-camera.ts'
import { startTestAgent } from '@nightjar/control-plane/testing/test-agent.ts'
import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import type { Recorded } from '../record/record-material.ts'

/** One run of a real recorder and when it began, in seconds behind the first. */
export interface RecordedRun {
  readonly recorded: Recorded
  readonly atSeconds: number
}

/** A camera whose recordings are those of a real recorder; every second segment is mirrored. */
export async function makeRecordedCamera(rig: MediaRig, runs: readonly RecordedRun[]) {
  const { base } = rig.harness
  const own = await mintOrganisation(base)
  const camera = await mintCamera(base, own)
  const startMs = base.clock.wallMs() - 600_000
  const manifests: SegmentManifest[] = []
  const paths = new Map<string, string>()
  for (const { recorded, atSeconds } of runs) {
    const firstMs = recorded.segments[0]!.wallStartMs
    for (const [index, closed] of recorded.segments.entries()) {
      const place = startMs + atSeconds * 1000 - firstMs
      const { cameraId: _, streamId: __, wallStartMs, wallEndMs, mask: ___, ...media } = closed
      const times = [wallStartMs + place, wallEndMs + place] as const
      const records = camera.chain.recorded(...times, { ...media, fragments: [...media.fragments] })
      await applyRecords(rig.harness.as(camera.actor), { id: base.ids.next(), cameraId: camera.cameraId, records })
      const path = recorded.paths[index]!
      paths.set(records[0].segmentId, path)
      if (manifests.length % 2 === 0) await mirror(records[0], readFileSync(path))
      manifests.push(records[0])
    }
  }

  async function mirror(manifest: SegmentManifest, bytes: Buffer<ArrayBuffer>): Promise<void> {
    const { archive } = rig.harness.parts
    const { segmentId, mediaHash, byteLength } = manifest
    const md5 = createHash('md5').update(bytes).digest('base64')
    const input = { segmentId, mediaHash, byteLength, md5 }
    const reply = await requestUpload(rig.harness.as(camera.actor), archive, rig.harness.parts.uploadLimits, input)
    assert.ok(reply.status === 'upload')
    const put = { method: 'PUT', body: bytes, headers: reply.headers }
    assert.equal((await fetch(new URL(reply.url, rig.url), put)).status, 200)
    await completeUpload(rig.harness.as(camera.actor), archive, segmentId)
  }

  const agent = await startTestAgent(rig, camera, async (body, dial) => {
    assert.ok(body.verb === 'segment.send')
    const socket = await dial(body.publishTicket)
    const bytes = readFileSync(paths.get(body.segmentId)!)
    socket.send(bytes.subarray(body.offset, body.offset + body.length))
    socket.close(1000)
  })
  const range = new URLSearchParams({
    from: new Date(startMs - 1000).toISOString(),
    to: new Date(startMs + 300_000).toISOString(),
  })
  return {
    agent,
    manifests,
    /** Of a segment, by its place in `manifests`. */
    pathOf: (index: number) => paths.get(manifests[index]!.segmentId)!,
    /** It was at the site only, and is gone. */
    evict: async (index: number) => {
      const records = camera.chain.evicted(manifests[index]!)
      const payload = { id: base.ids.next(), cameraId: camera.cameraId, records }
      assert.equal(await applyRecords(rig.harness.as(camera.actor), payload), 'applied')
    },
    cookie: own.viewer.cookie,
    /** Of the playlist of all of it, with `path` and query. */
    playlist: `/api/v1/cameras/${camera.cameraId}/playlist.m3u8?${range}`,
  }
}
