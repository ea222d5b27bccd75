import { SimulatedClock } from '@nightjar/shared/testing/simulated-clock.ts'
import { folderNote, registerFound } from '../../agent/register-found.ts'
import { openDatabase } from '../../index/database.ts'
import { indexOver } from '../../index/open-index.ts'
import type { SegmentIndex } from '../../index/segment-index.ts'
import { createLedgerKeeper } from '../../ledger/keeper.ts'
import type { LedgerKeeper } from '../../ledger/keeper-contract.ts'
import { recoverSegments } from '../../record/recover.ts'
import { checkSegmentsDir } from '../../record/segments-dir.ts'
import { createStreamRecorder } from '../../record/stream-recorder.ts'
import type { StreamRecorder } from '../../record/stream-recorder-contract.ts'
import { createSyncGroup } from '../../record/sync-group.ts'
import { createRetention } from '../../retention/retention.ts'
import { testId, testOwner, testRandom, testSign } from '../records.ts'
import { seededFraction } from '../seeded.ts'
import { simulatedCamera } from '../simulated-camera.ts'
import { SimulatedDisk } from '../simulated-disk.ts'
import { followSite } from './follow-site.ts'
import { type Life, mortalIndex, SimulatedCrash } from './mortal-index.ts'
import { segmentsDir, startMs } from './places.ts'
import { SimulatedControlPlane } from './simulated-control-plane.ts'

export interface SiteOptions {
  readonly seed: number
  readonly quotaBytes?: number | null
  readonly cameras?: number
}

/** One agent with its disk, its index and its cameras, through as many lives as a test wants. */
export class SimulatedSite {
  readonly clock = new SimulatedClock(startMs)
  database = openDatabase(':memory:')
  readonly controlPlane: SimulatedControlPlane
  readonly cameraIds: readonly string[]
  readonly fraction: () => number
  /** Cameras of the configuration in force. */
  configured: readonly string[]
  readonly #seed: number
  readonly #quotaBytes: number | null
  disk = new SimulatedDisk()
  /** Wall time since which cameras have been sending; null while the agent is down. */
  streamingSinceMs: number | null = null
  quarantined: string[] = []
  /** Whether the disk of any life failed an operation. */
  hadDiskTrouble = false
  #lives = 0
  #isIndexSetAside = false
  #camerasAre: 'on' | 'off' = 'on'

  constructor({ seed, quotaBytes = null, cameras = 2 }: SiteOptions) {
    this.#seed = seed
    this.#quotaBytes = quotaBytes
    this.fraction = seededFraction(seed)
    this.cameraIds = Array.from({ length: cameras }, testId)
    this.configured = this.cameraIds
    this.controlPlane = new SimulatedControlPlane(this.fraction, this.cameraIds)
  }

  /** Runs for `ms` and stops cleanly, or crashes at step `crashAt` (counted over disk and index). */
  async live(
    ms: number,
    crashAt: number | null,
    { cameras = 'on' }: { cameras?: 'on' | 'off' } = {},
  ): Promise<{ crashed: boolean; steps: number }> {
    this.#camerasAre = cameras
    this.#lives++
    this.streamingSinceMs = null
    let steps = 0
    let isDead = false
    let died = () => {}
    const death = new Promise<'crashed'>(resolve => {
      died = () => resolve('crashed')
    })
    const dies = () => {
      if (isDead || ++steps !== crashAt) return false
      isDead = true
      died()
      return true
    }
    const life: Life = {
      step(what) {
        if (dies() || isDead) throw new SimulatedCrash(what)
      },
      isOver: () => isDead,
    }
    this.disk.fate = () => (dies() ? (this.fraction() < 0.5 ? 'crash-before' : 'crash-after') : 'proceed')
    this.#noteTrouble()
    const ended = await Promise.race([death, this.#run(ms, life)])
    if (ended === 'crashed') {
      isDead = true
      this.clock.clear()
    }
    return { crashed: ended === 'crashed', steps }
  }

  /** From the moment of the failure: a crash may come before anybody has told of it. */
  #noteTrouble(): void {
    const { trouble } = this.disk
    this.disk.trouble = operation => {
      const fate = trouble(operation)
      if (fate !== 'proceed') this.hadDiskTrouble = true
      return fate
    }
  }

  /** What is left of the machine when it comes back, after having been off for `ms`. */
  async reboot(how: 'killed' | 'power', ms: number): Promise<void> {
    this.disk = this.disk.reboot(how, this.fraction)
    this.streamingSinceMs = null
    this.clock.clear()
    await this.clock.advance(ms)
  }

  /** What the stopped agent left in its outbox is taken, as by a last look before it went. */
  deliver(): void {
    const index = this.openIndex({ step: () => undefined, isOver: () => false })
    const link = { held: () => [], heldBack: () => undefined }
    for (let round = 0; round < 500 && index.outboxDepth() > 0; round++)
      this.controlPlane.exchange(index, this.clock.wallMs(), link)
  }

  /** The index as it is now, in a file; the returned function puts it back, as a disk that is restored. */
  backupIndex(path: string): () => void {
    this.database.sql.exec(`VACUUM INTO '${path}'`)
    return () => {
      this.database = openDatabase(path)
    }
  }

  /** The index is gone, set aside as damaged or deleted; recordings stay. */
  loseIndex(how: 'set-aside' | 'deleted'): void {
    this.database = openDatabase(':memory:')
    this.#isIndexSetAside = how === 'set-aside'
  }

  openIndex(life: Life): SegmentIndex {
    const sign = (bytes: Uint8Array) => {
      life.step('sign')
      return testSign(bytes)
    }
    const random = testRandom(this.#seed * 1000 + this.#lives)
    return mortalIndex(indexOver(this.database, { owner: testOwner, sign, clock: this.clock, random }), life)
  }

  async #run(ms: number, life: Life): Promise<'stopped' | 'crashed'> {
    try {
      const started = await this.#start(life)
      await this.clock.advance(ms)
      life.step('stop')
      let isStopped = false
      const stopping = started().then(() => {
        isStopped = true
      })
      while (!isStopped && !life.isOver()) await Promise.race([stopping, this.clock.advance(10)])
      return 'stopped'
    } catch (error) {
      if (error instanceof SimulatedCrash) return 'crashed'
      throw error
    }
  }

  /** The order of agent/ and recorder/, in one process. Resolves to the way to stop. */
  async #start(life: Life): Promise<() => Promise<void>> {
    const { clock, disk } = this
    const index = this.openIndex(life)
    const random = testRandom(this.#seed * 7919 + this.#lives)
    await registerFound({ index, disk, segmentsDir, isLost: this.#isIndexSetAside })
    this.#isIndexSetAside = false
    const expectedId = index.note(folderNote)
    const newId = () => random.uuid(clock.wallMs())
    index.setNote(folderNote, await checkSegmentsDir({ segmentsDir, disk, expectedId, newId }))
    const keeper = createLedgerKeeper({ index, clock })
    const recovery = await recoverSegments({ segmentsDir, disk, knownIds: index.knownIds() })
    this.quarantined.push(...recovery.quarantined.map(each => each.path))
    keeper.recovered(recovery.segments)
    keeper.cameras(this.configured.map(cameraId => ({ cameraId, addedAtMs: startMs, mode: 'continuous', way: null })))
    const syncGroup = createSyncGroup({ clock })
    const recorders = this.configured.map(cameraId =>
      createStreamRecorder({
        cameraId,
        streamId: random.uuid(clock.wallMs()),
        role: 'record',
        settings: { segmentSeconds: 3, audio: false },
        configVersion: 1,
        mask: null,
        segmentsDir,
        disk,
        clock,
        random,
        syncGroup,
        onClosed: closed => untilDeath(() => keeper.segmentClosed(closed)),
        onFault: fault => {
          this.hadDiskTrouble = true
          untilDeath(() => keeper.diskFault(fault))
        },
      }),
    )
    this.streamingSinceMs = clock.wallMs()
    const sending = this.#camerasAre === 'on' ? recorders : []
    const camerasStop = sending.map(recorder => simulatedCamera({ clock, random }).start(recorder))
    const endings = [...this.#upkeep(index, keeper, recorders, life), ...camerasStop]
    return async () => {
      for (const end of endings) end()
      await Promise.all(recorders.map(recorder => recorder.stop()))
      await syncGroup.stop()
      keeper.stop()
    }
  }

  #upkeep(index: SegmentIndex, keeper: LedgerKeeper, recorders: readonly StreamRecorder[], life: Life) {
    const { clock, disk } = this
    const link = followSite({ site: this, index, isOver: life.isOver })
    const policies = () =>
      this.configured.map(cameraId => ({ cameraId, retentionDays: null, quotaBytes: this.#quotaBytes }))
    const retention = createRetention({ index, disk, clock, segmentsDir, policies })
    const report = () =>
      recorders.forEach((recorder, i) => {
        const { recording, openSegmentStartMs } = recorder.state()
        keeper.status({
          cameraId: this.configured[i]!,
          recording,
          openSegmentStartMs,
          streams: [],
        })
      })
    return [
      clock.every(500, () => untilDeath(report)),
      clock.every(5000, () => untilDeath(() => keeper.tick())),
      clock.every(4000, () => void retention.run().catch(unlessCrash)),
      clock.every(1000, () => untilDeath(() => this.controlPlane.exchange(index, clock.wallMs(), link))),
      () => link.stop(),
    ]
  }
}

/** A dead process does nothing more; in the simulation its callbacks may still be called. */
function untilDeath(work: () => unknown): void {
  try {
    work()
  } catch (error) {
    unlessCrash(error)
  }
}

function unlessCrash(error: unknown): void {
  if (!(error instanceof SimulatedCrash)) throw error
}
