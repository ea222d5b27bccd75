import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { configStore } from '@nightjar/edge-agent/config/config-store.ts'
import { exportKey, makeKeyPairs, publicKeyOf, signBytes } from '@nightjar/edge-agent/config/identity.ts'
import { identityStore } from '@nightjar/edge-agent/config/identity-store.ts'
import { createLog } from '@nightjar/edge-agent/platform/log.ts'
import { leanNodeOptions } from '@nightjar/edge-agent/platform/node-options.ts'
import { systemRandom } from '@nightjar/edge-agent/platform/random.ts'
import { canonicalBytes } from '@nightjar/shared/domain/canonical-json.ts'
import type { AgentConfig } from '@nightjar/shared/protocol/config/document.ts'
import { protocolVersion } from '@nightjar/shared/protocol/version.ts'
import { startGstCamera } from '../rtsp-servers/gst-camera.ts'
import { sleep } from './usage.ts'

const newId = () => systemRandom.uuid(Date.now())

/** Makes a data folder as enrolment would leave it, with a signed configuration of cameras at these addresses. */
async function prepare(dataDir: string, urls: readonly string[]): Promise<void> {
  await mkdir(dataDir, { recursive: true })
  const log = createLog({ level: 'silent', role: 'bench' })
  const keys = makeKeyPairs()
  const owner = { organisationId: newId(), siteId: newId(), agentId: newId() }
  await identityStore(dataDir, log).write({
    ...owner,
    signingKey: exportKey(keys.signing),
    sealingKey: exportKey(keys.sealing),
    configKeys: { bench: publicKeyOf(keys.signing) },
    receiptKeys: {},
  })
  const config: AgentConfig = {
    kind: 'agent-config',
    ...owner,
    version: 1,
    issuedAtMs: Date.now(),
    minProtocol: protocolVersion,
    previousHash: '0'.repeat(64),
    relays: [],
    cameras: urls.map((url, index) => ({
      cameraId: newId(),
      name: `camera ${index}`,
      addedAtMs: Date.now(),
      mask: null,
      streams: [{ streamId: newId(), roles: ['record'], url, transport: 'tcp' }],
      credentials: null,
      recording: { mode: 'continuous', segmentSeconds: 10, retentionDays: 7, quotaBytes: null, audio: false },
    })),
  }
  await configStore(dataDir, log).write({
    config,
    keyId: 'bench',
    signature: signBytes(keys.signing, canonicalBytes(config)),
  })
}

/**
 * The agent's first start in a folder, which compiles its code. A site's agent starts once a month and runs from what
 * was compiled before; what is measured is such a start.
 */
export async function firstStart(folder: string, clip: string): Promise<void> {
  const camera = await startGstCamera('--clip', clip)
  const agent = await startAgent(join(folder, 'first-start'), [camera.url])
  await sleep(20)
  await agent.stop()
  await camera.stop()
}

/** The whole agent, main process and recorder, recording without a control plane, as it would at a cut-off site. */
export async function startAgent(
  dataDir: string,
  urls: readonly string[],
): Promise<{ pid: number; stop(): Promise<void> }> {
  await prepare(dataDir, urls)
  const main = join(import.meta.dirname, '..', '..', 'edge-agent', 'src', 'main.ts')
  const child: ChildProcess = spawn(process.execPath, [...leanNodeOptions, main], {
    stdio: ['ignore', 'ignore', 'inherit'],
    env: {
      NODE_COMPILE_CACHE: join(dirname(dataDir), 'compiled'),
      NIGHTJAR_CONTROL_PLANE: 'http://127.0.0.1:9',
      NIGHTJAR_DATA_DIR: dataDir,
      NIGHTJAR_ALLOW_LOOPBACK_CAMERAS: '1',
      NIGHTJAR_LOG_LEVEL: 'error',
    },
  })
  return {
    pid: child.pid ?? 0,
    stop: async () => {
      child.kill('SIGTERM')
      if (child.exitCode === null) await once(child, 'exit')
    },
  }
}
