import type { Clock } from '@nightjar/shared/platform/clock.ts'
import { signedBytes } from '@nightjar/shared/records/chain.ts'
import type { SegmentIndex } from '../../index/segment-index.ts'
import { createChainFollower } from '../../lineage/follow-chains.ts'
import { createTakeIn } from '../../lineage/take-in.ts'
import type { Disk } from '../../platform/disk.ts'
import { createLog } from '../../platform/log.ts'
import { quarantineFile, recoverFile } from '../../record/recover.ts'
import { testOwner, testSign } from '../records.ts'
import { segmentsDir } from './places.ts'
import type { SimulatedControlPlane } from './simulated-control-plane.ts'

/** The chains of a simulated site, as agent/start-chains.ts puts them together. The link is up from the start. */
export function followSite({
  site,
  index,
  isOver,
}: {
  site: {
    readonly clock: Clock
    readonly disk: Disk
    readonly controlPlane: SimulatedControlPlane
    readonly quarantined: string[]
    fraction(): number
  }
  index: SegmentIndex
  isOver: () => boolean
}) {
  const { clock, disk, controlPlane } = site
  const api = controlPlane.api()
  const log = createLog({ level: 'silent', role: 'test' })
  const common = { clock, log, random: () => site.fraction(), isUp: () => !isOver() && !controlPlane.isAway }
  const takeIn = createTakeIn({
    ...common,
    store: index,
    api,
    disk,
    segmentsDir,
    isOurs: () => true,
    isReceipt: () => true,
    async readFile({ cameraId, segmentId }) {
      const outcome = await recoverFile({ disk, segmentsDir }, cameraId, `${segmentId}.mp4`)
      if (typeof outcome === 'string') site.quarantined.push(segmentId)
      return typeof outcome === 'string' ? null : outcome
    },
    async quarantine({ cameraId, segmentId }) {
      site.quarantined.push(segmentId)
      await quarantineFile({ disk, segmentsDir }, cameraId, `${segmentId}.mp4`)
    },
  })
  const follower = createChainFollower({
    ...common,
    store: index,
    api,
    owner: testOwner,
    sign: unsigned => ({ ...unsigned, signature: testSign(signedBytes(unsigned)) }),
    looked: () => takeIn.notify(),
  })
  const stopping = new AbortController()
  void follower.run(stopping.signal)
  void takeIn.run(stopping.signal)
  follower.linkUp()
  return {
    held: follower.lanes.held,
    heldBack: follower.heldBack,
    progress: takeIn.progress,
    linkUp: follower.linkUp,
    stop: () => stopping.abort(),
  }
}
