import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { test } from 'node:test'
import { promisify } from 'node:util'
import { EndpointLockouts } from '@nightjar/edge-agent/camera-access/lockout.ts'
import { systemNetwork } from '@nightjar/edge-agent/platform/network.ts'
import { systemRandom } from '@nightjar/edge-agent/platform/random.ts'
import { systemSpawner } from '@nightjar/edge-agent/platform/spawn.ts'
import { tryCamera } from '@nightjar/edge-agent/recorder/try-camera.ts'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import pino from 'pino'
import { encode, isIdr } from './encoded-camera.ts'
import { startEncodedServer } from './encoded-server.ts'
import { missingTools } from './material.ts'
import { inFolder } from './record-material.ts'

const run = promisify(execFile)
const pixels = 32 * 18

/** Small grey copies of the pictures in a file. */
async function greys(path: string): Promise<Buffer[]> {
  const args = [
    '-v',
    'error',
    '-i',
    path,
    '-vf',
    'scale=32:18,format=gray',
    '-vsync',
    'passthrough',
    '-f',
    'rawvideo',
    '-',
  ]
  const { stdout } = await run('ffmpeg', args, { encoding: 'buffer', maxBuffer: 64 * 1024 * 1024 })
  return Array.from({ length: stdout.length / pixels }, (_, i) => stdout.subarray(i * pixels, (i + 1) * pixels))
}

/** Mean difference of two pictures, of 255. */
const difference = (a: Buffer, b: Buffer) => a.reduce((sum, value, i) => sum + Math.abs(value - b[i]!), 0) / a.length

test('a probe of a camera that never sends a full picture shows one, as soon as it has recovered', {
  skip: missingTools,
  timeout: 60_000,
}, async t => {
  await inFolder(async folder => {
    const options = ['-c:v', 'libx264', '-preset', 'veryfast', '-x264-params']
    const all = await encode(folder, 'h264', 12, [...options, 'intra-refresh=1:keyint=75:bframes=0:ref=1:scenecut=0'])
    const sets = all[0]!.nals.filter(nal => [7, 8].includes(nal[0]! & 31))
    const pictures = all.slice(20)
    assert.ok(!pictures.some(({ nals }) => nals.some(nal => isIdr(nal, 'h264'))))
    const server = await startEncodedServer({ pictures, sets, liveAt: 0, storedFrom: 0, clockBehindMs: null })
    t.after(() => server.stop())
    const deps = {
      clock: systemClock,
      network: systemNetwork,
      random: systemRandom,
      policy: { allowLoopback: 'any' as const },
      lockouts: new EndpointLockouts(systemClock),
      spawner: systemSpawner,
      log: pino({ level: 'silent' }),
    }
    const request = { commandId: 'c', url: server.url, transport: 'tcp', tlsPin: null, credentials: null } as const
    const { result, picture } = await tryCamera(request, [], deps, new AbortController().signal)
    assert.deepEqual([result.facts.width, result.facts.height, result.picture], [320, 180, true])
    await writeFile(join(folder, 'shown.jpg'), picture!)
    const [shown] = await greys(join(folder, 'shown.jpg'))
    const sent = await greys(join(folder, 'video.h264'))
    const nearest = Math.min(...sent.map(each => difference(each, shown!)))
    t.diagnostic(`nearest ${nearest.toFixed(2)}`)
    assert.ok(nearest < 4, `it differs by ${nearest} from every picture that was sent`)
  })
})
