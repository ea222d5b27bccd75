import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, it } from 'node:test'
import { promisify } from 'node:util'
import { applyRecords } from '@nightjar/control-plane/services/recording/apply-records.ts'
import { completeUpload } from '@nightjar/control-plane/services/upload/complete-upload.ts'
import { requestUpload } from '@nightjar/control-plane/services/upload/request-upload.ts'
import { type MediaRig, openMediaRig } from '@nightjar/control-plane/testing/media-rig.ts'
import { mintOrganisation } from '@nightjar/control-plane/testing/mint.ts'
import { mintCamera } from '@nightjar/control-plane/testing/mint-camera.ts'
import { startTestAgent } from '@nightjar/control-plane/testing/test-agent.ts'
import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import { skipWithout } from '../../services/binaries.ts'
import { missingTools, tool } from '../record/material.ts'
import { inFolder, makeMaterial, type Recorded, record } from '../record/record-material.ts'

const run = promisify(execFile)

/** A camera whose recordings are those of a real recorder; every second segment is mirrored. */
async function playable(rig: MediaRig, recorded: Recorded) {
  const { base } = rig.harness
  const own = await mintOrganisation(base)
  const camera = await mintCamera(base, own)
  const files = recorded.paths.map(path => readFileSync(path))
  const startMs = base.clock.wallMs() - 600_000
  const firstMs = recorded.segments[0]!.wallStartMs
  const manifests: SegmentManifest[] = []
  for (const [index, closed] of recorded.segments.entries()) {
    const times = [closed.wallStartMs, closed.wallEndMs].map(ms => startMs + ms - firstMs) as [number, number]
    const { mediaStartMs, mediaEndMs, initHash, initLength, runId, fragments } = closed
    const bytes = files[index]!
    const mediaHash = createHash('sha256').update(bytes).digest('hex')
    const media = { mediaStartMs, mediaEndMs, initHash, initLength, runId, mediaHash, byteLength: bytes.byteLength }
    const records = camera.chain.recorded(...times, { ...media, fragments: [...fragments] })
    await applyRecords(rig.harness.as(camera.actor), { id: base.ids.next(), cameraId: camera.cameraId, records })
    manifests.push(records[0])
    if (index % 2 === 0) await mirror(records[0], bytes)
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
    const bytes = files[manifests.findIndex(({ segmentId }) => segmentId === body.segmentId)]!
    socket.send(bytes.subarray(body.offset, body.offset + body.length))
    socket.close(1000)
  })
  const range = new URLSearchParams({
    from: new Date(startMs - 1000).toISOString(),
    to: new Date(startMs + 300_000).toISOString(),
  })
  return {
    camera,
    manifests,
    agent,
    cookie: own.viewer.cookie,
    url: `${rig.url}/api/v1/cameras/${camera.cameraId}/playlist.m3u8?${range}`,
  }
}

/** Pictures that FFmpeg decodes. It takes no notice of discontinuities in fragmented MP4 and drops some behind each. */
const decodedByFfmpeg = async (url: string, cookie: string): Promise<number> => {
  const args = ['-headers', `Cookie: ${cookie}\r\n`, '-count_frames', '-select_streams', 'v']
  const text = await tool('ffprobe', [...args, '-show_entries', 'stream=nb_read_frames', '-of', 'csv=p=0', url])
  return Number.parseInt(text, 10)
}

/** Pictures that come out of GStreamer's player of playlists. */
async function playedByGstreamer(url: string): Promise<number> {
  const path = ['!', 'hlsdemux', '!', 'qtdemux', '!', 'h264parse', '!', 'fakesink', 'silent=false', 'sync=false']
  const args = ['-v', 'souphttpsrc', `location=${url}`, ...path]
  const { stdout } = await run('gst-launch-1.0', args, { maxBuffer: 64 * 1024 * 1024 })
  return stdout.match(/chain /g)?.length ?? 0
}

/** Adds the viewer's cookie to every request, for a player that sends it with the first one only. */
async function withCookie(origin: string, cookie: string) {
  const server = createServer(async (request, reply) => {
    const range = request.headers.range
    const headers = { cookie, ...(range === undefined ? {} : { range }) }
    const answer = await fetch(new URL(request.url ?? '/', origin), { headers })
    const passed = ['content-type', 'content-length', 'content-range'].filter(name => answer.headers.has(name))
    reply.writeHead(answer.status, Object.fromEntries(passed.map(name => [name, answer.headers.get(name)!])))
    reply.end(Buffer.from(await answer.arrayBuffer()))
  })
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const { port } = server.address() as AddressInfo
  return { origin: `http://127.0.0.1:${port}`, close: () => void server.close() }
}

const skip = missingTools || skipWithout(['gst-launch-1.0'])

describe('playlist of a range', { skip, timeout: 300_000 }, () => {
  it('plays in other people’s players, from site and archive in turn, and over a gap', async () =>
    inFolder(async folder => {
      const source = join(folder, 'in.mp4')
      const seconds = 20
      const video = ['-c:v', 'libx264', '-preset', 'ultrafast', '-g', '25']
      const material = await makeMaterial(source, seconds, video)
      const recorded = await record(material, folder, { segmentSeconds: 4, audio: false })
      assert.equal(recorded.segments.length, 5)
      const rig = await openMediaRig()
      try {
        const { url, cookie, manifests, camera, agent } = await playable(rig, recorded)
        const proxy = await withCookie(rig.url, cookie)
        const throughProxy = url.replace(rig.url, proxy.origin)
        assert.equal(await playedByGstreamer(throughProxy), seconds * 25)
        assert.ok((await decodedByFfmpeg(url, cookie)) >= seconds * 20)
        assert.ok(agent.bodies.length > 0, 'some of it came from the site')

        // It was at the site only.
        const lost = manifests[1]!
        const records = camera.chain.evicted(lost)
        const payload = { id: rig.harness.base.ids.next(), cameraId: camera.cameraId, records }
        assert.equal(await applyRecords(rig.harness.as(camera.actor), payload), 'applied')
        assert.equal(await playedByGstreamer(throughProxy), (seconds - 4) * 25)
        proxy.close()
        await agent.stop()
      } finally {
        await rig.close()
      }
    }))
})
