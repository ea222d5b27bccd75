import { verify } from 'node:crypto'
import { signedBytes } from '@nightjar/shared/records/chain.ts'
import type { UnsignedLineageStatement } from '@nightjar/shared/records/lineage.ts'
import { createChainsApi } from '../api/chains-api.ts'
import { importKey, publicKeyOf, signBytes, verificationKey } from '../config/identity.ts'
import { isSignedReceipt } from '../config/verify-receipt.ts'
import { createChainFollower } from '../lineage/follow-chains.ts'
import { createTakeIn } from '../lineage/take-in.ts'
import type { MqttSession } from '../link/mqtt-session.ts'
import type { FoundSegment } from '../media/found-segment.ts'
import { quarantineFile, recoverFile } from '../record/recover.ts'
import type { ControlPlane } from './join-control-plane.ts'
import type { ChainsReport } from './ledger-warnings.ts'
import type { Store } from './open-store.ts'
import type { PartDeps } from './part-deps.ts'

/** What the outbox and the status need to know of the chains. */
export interface Chains {
  /** Cameras of which nothing may be sent now. */
  held(): readonly string[] | 'all'
  heldBack(cameraId: string, reason: string): void
  report(): ChainsReport
}

/** Keeps both sides of the chains together, and brings what was found on the disk back into them. */
export function startChains(
  deps: PartDeps & { controlPlane: ControlPlane; store: Store; session: Pick<MqttSession, 'connected'> },
): Chains {
  const { controlPlane, store, session, facts, clock, disk, random, log, signal } = deps
  const { index, segmentsDir } = store
  const { identity } = controlPlane
  const key = importKey(identity.signingKey)
  const publicKey = verificationKey(publicKeyOf(key))
  const api = createChainsApi(controlPlane)
  const common = { clock, random: () => random.fraction(), isUp: session.connected, log }
  const nameOf = ({ segmentId }: FoundSegment) => `${segmentId}.mp4`
  const takeIn = createTakeIn({
    ...common,
    store: index,
    api,
    disk,
    segmentsDir,
    isOurs: record => verify(null, signedBytes(record), publicKey, Buffer.from(record.signature, 'base64url')),
    isReceipt: receipt => isSignedReceipt(receipt, identity),
    async readFile(found) {
      const outcome = await recoverFile({ disk, segmentsDir }, found.cameraId, nameOf(found))
      if (typeof outcome !== 'string') return outcome
      log.error({ path: found.path, reason: outcome }, 'a file that cannot be read was set aside')
      return null
    },
    async quarantine(found) {
      log.error({ path: found.path }, 'a file that is not what its record says was set aside')
      await quarantineFile({ disk, segmentsDir }, found.cameraId, nameOf(found))
    },
  })
  const follower = createChainFollower({
    ...common,
    store: index,
    api,
    owner: identity,
    sign: (unsigned: UnsignedLineageStatement) => ({ ...unsigned, signature: signBytes(key, signedBytes(unsigned)) }),
    looked() {
      takeIn.notify()
      facts.publish({ kind: 'chainsCompared' })
    },
  })
  facts.subscribe('chains', {
    linkChanged({ isUp }) {
      if (isUp) follower.linkUp()
    },
  })
  void follower.run(signal)
  void takeIn.run(signal)
  return {
    held: follower.lanes.held,
    heldBack: follower.heldBack,
    report: () => ({
      held: follower.lanes.reasons(),
      begun: index.localChains().flatMap(({ lineage }) => (lineage && lineage.state !== 'filled' ? lineage.why : [])),
      isTooOld: follower.isTooOld(),
      takingIn: takeIn.progress(),
    }),
  }
}
