import assert from 'node:assert/strict'
import { createHash, randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect } from 'node:net'
import { test } from 'node:test'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import { startServer } from '../http/server.ts'
import { createLog } from '../platform/log.ts'
import { openHarness } from '../testing/harness.ts'
import { mintOrganisation } from '../testing/mint.ts'
import { mintCamera } from '../testing/mint-camera.ts'

/** The status line's number for a target that no HTTP client would send as it stands. */
async function statusOf(port: number, target: string): Promise<number> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  socket.write(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`)
  let answer = ''
  for await (const chunk of socket) answer += (chunk as Buffer).toString('latin1')
  return Number(answer.split(' ')[1])
}

test('what the HTTP server would tidy is refused as well: the target counts as it stood in the request line', async () => {
  const harness = await openHarness()
  const server = await startServer('127.0.0.1', 0, systemClock, createLog({ level: 'silent', role: 'test' }))
  try {
    server.serve(harness.app)
    const { archive } = harness.parts
    const body = randomBytes(100)
    const own = await mintOrganisation(harness.base)
    const { agentId, cameraId } = await mintCamera(harness.base, own)
    const key = `${own.id}/${agentId}/${cameraId}/2026-11-21/segment.mp4`
    const grant = { key, contentType: 'video/mp4', expiresInSeconds: 60 }
    const sha256 = createHash('sha256').update(body).digest('hex')
    const upload = await archive.presignPut({ ...grant, byteLength: 100, sha256, md5: null })
    const origin = `http://127.0.0.1:${server.port}`
    const { url, headers } = upload
    assert.equal((await fetch(new URL(url, origin), { method: 'PUT', body, headers })).status, 200)
    const target = await archive.presignGet({ ...grant, downloadAs: null })
    assert.equal(await statusOf(server.port, target), 200)
    // A path that is not spelt plainly is turned away before anybody asks whose it is.
    const refused = { 400: [] as string[], 403: [] as string[] }
    for (const spelling of [
      target.replace(`/${cameraId}/`, `/./${cameraId}/`),
      target.replace(`/${cameraId}/`, `/x/../${cameraId}/`),
      target.replace(`/${cameraId}/`, `/%2e/${cameraId}/`),
      target.replace('/archive/', '/archive//'),
      `${origin}${target}`,
      `${target}&x=1`,
    ]) {
      const status = await statusOf(server.port, spelling)
      assert.ok(status === 400 || status === 403, `${status} for ${spelling}`)
      refused[status].push(spelling)
    }
    assert.deepEqual([refused[400].length, refused[403].length], [4, 2])
  } finally {
    await server.close()
    await harness.close()
  }
})
