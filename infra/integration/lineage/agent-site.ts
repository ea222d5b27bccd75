import { createHash, createPublicKey, randomBytes, sign, verify } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { verificationKeys } from '@nightjar/control-plane/keys/signing-keys.ts'
import { applyRecords } from '@nightjar/control-plane/services/recording/apply-records.ts'
import type { Harness } from '@nightjar/control-plane/testing/harness.ts'
import type { MintedCamera } from '@nightjar/control-plane/testing/mint-camera.ts'
import { registerFound } from '@nightjar/edge-agent/agent/register-found.ts'
import { createChainsApi } from '@nightjar/edge-agent/api/chains-api.ts'
import { isSignedReceipt } from '@nightjar/edge-agent/config/verify-receipt.ts'
import { openIndex } from '@nightjar/edge-agent/index/open-index.ts'
import type { SegmentIndex } from '@nightjar/edge-agent/index/segment-index.ts'
import { createChainFollower } from '@nightjar/edge-agent/lineage/follow-chains.ts'
import { createTakeIn } from '@nightjar/edge-agent/lineage/take-in.ts'
import { systemDisk } from '@nightjar/edge-agent/platform/disk-system.ts'
import { createLog } from '@nightjar/edge-agent/platform/log.ts'
import { systemRandom } from '@nightjar/edge-agent/platform/random.ts'
import { quarantineFile, recoverFile } from '@nightjar/edge-agent/record/recover.ts'
import { closedSegment } from '@nightjar/edge-agent/testing/records.ts'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import { signedBytes } from '@nightjar/shared/records/chain.ts'
import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import { waitUntil } from '../../services/wait-until.ts'
import { inProcessApi } from './in-process-api.ts'

/** An agent's index, files and chains on a real folder, beside a real control plane that takes its records. */
export async function openAgentSite(harness: Harness, camera: MintedCamera, addedAtMs: number) {
  const { cameraId, streamId, actor, chain } = camera
  const { organisationId, siteId, agentId, privateKey } = chain.owner
  const owner = { organisationId, siteId, agentId }
  const publicKey = createPublicKey(privateKey)
  const signed = (bytes: Uint8Array) => sign(null, bytes, privateKey).toString('base64url')
  const folder = await mkdtemp(join(tmpdir(), 'nightjar-site-'))
  const segmentsDir = join(folder, 'segments')
  const pathOf = (segmentId: string) => join(segmentsDir, cameraId, `${segmentId}.mp4`)
  await mkdir(join(segmentsDir, cameraId), { recursive: true })
  let indexes = 0
  let atMs = addedAtMs

  const open = async (isLost: boolean): Promise<SegmentIndex> => {
    const path = join(folder, `index-${indexes++}.db`)
    const index = openIndex({ path, owner, sign: signed, clock: systemClock, random: systemRandom })
    await registerFound({ index, disk: systemDisk, segmentsDir, isLost })
    index.beginLedger(cameraId, addedAtMs)
    return index
  }

  const site = {
    index: await open(false),
    pathOf,
    /** A file of ten seconds behind the one before. */
    async record(): Promise<string> {
      const bytes = randomBytes(20_000)
      const what = { streamId, byteLength: bytes.length, mediaHash: createHash('sha256').update(bytes).digest('hex') }
      const closed = closedSegment(cameraId, atMs, atMs + 10_000, what)
      atMs += 10_000
      await writeFile(pathOf(closed.segmentId), bytes)
      site.index.appendSegment(closed, () => [])
      return closed.segmentId
    },
    /** What waits is sent; answers with what the control plane said that was not `applied`. */
    async send(): Promise<unknown[]> {
      const answers: unknown[] = []
      for (;;) {
        const [message] = site.index.nextMessages(1)
        if (message?.name !== 'records.appended') return answers
        const answer = await applyRecords(harness.as(actor), message.payload)
        if (answer !== 'applied') return [...answers, answer]
        site.index.acknowledge([message.payload.id])
      }
    },
    /** Another index in the place of one that is gone. */
    async loseIndex(): Promise<void> {
      site.index.close()
      site.index = await open(true)
    },
    manifest: (segmentId: string): SegmentManifest =>
      site.index.nextUploads(100, Number.MAX_SAFE_INTEGER).find(each => each.segmentId === segmentId)!.manifest,
    /** Follows the chain until all that was found has its place again. */
    async takeIn(bearer: string): Promise<void> {
      const { index } = site
      const stopping = new AbortController()
      const receiptKeys = await verificationKeys(harness.base.db, 'receipt', organisationId, harness.clock.wallMs())
      const api = createChainsApi(inProcessApi(harness, bearer))
      const common = { clock: systemClock, random: Math.random, isUp: () => true }
      const log = createLog({ level: 'silent', role: 'test' })
      const takeIn = createTakeIn({
        ...{ ...common, log, store: index, api, disk: systemDisk, segmentsDir },
        isOurs: record => verify(null, signedBytes(record), publicKey, Buffer.from(record.signature, 'base64url')),
        isReceipt: receipt => isSignedReceipt(receipt, { receiptKeys }),
        async readFile({ segmentId }) {
          const read = await recoverFile({ disk: systemDisk, segmentsDir }, cameraId, `${segmentId}.mp4`)
          return typeof read === 'string' ? null : read
        },
        quarantine: ({ segmentId }) => quarantineFile({ disk: systemDisk, segmentsDir }, cameraId, `${segmentId}.mp4`),
      })
      const follower = createChainFollower({
        ...{ ...common, log, store: index, api, owner },
        sign: unsigned => ({ ...unsigned, signature: signed(signedBytes(unsigned)) }),
        looked: () => takeIn.notify(),
      })
      const ends = [follower.run(stopping.signal), takeIn.run(stopping.signal)]
      follower.linkUp()
      try {
        await waitUntil('all to be taken in', 60_000, async () => {
          return index.foundCount() === 0 && index.localChain(cameraId)?.lineage?.state === 'filled'
        })
      } finally {
        stopping.abort()
        await Promise.all(ends)
      }
    },
    async close(): Promise<void> {
      site.index.close()
      await rm(folder, { recursive: true })
    },
  }
  return site
}

export type AgentSite = Awaited<ReturnType<typeof openAgentSite>>
