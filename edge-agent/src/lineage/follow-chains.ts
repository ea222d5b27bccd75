import { toAppError } from '@nightjar/shared/errors/app-error.ts'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import type { OwnChain } from '@nightjar/shared/protocol/agent-chains.ts'
import type { ChainsApi } from '../api/chains-api.ts'
import type { LocalChain } from '../media/local-chain.ts'
import { createHeldLanes, type HeldLanes } from './held-lanes.ts'
import { type SettleDeps, settleChain } from './settle-chain.ts'

const everyMs = 60_000
/** While nothing was compared yet, nothing is sent: asked again sooner. */
const firstMs = 5_000

/**
 * Holds both sides of each camera's chain together: compares them whenever the link came up, and again each minute
 * while something is held. Recording is never its affair.
 */
export interface ChainFollower {
  readonly lanes: HeldLanes
  /** Whether the control plane cannot be asked for its chains, because it is older than they are. */
  isTooOld(): boolean
  run(signal: AbortSignal): Promise<void>
  /** The link came up. */
  linkUp(): void
  /** The control plane did not take records of this camera now. */
  heldBack(cameraId: string, reason: string): void
}

export function createChainFollower(
  deps: SettleDeps & {
    readonly api: ChainsApi
    readonly clock: Clock
    readonly random: () => number
    readonly isUp: () => boolean
    /** After every look: lanes may be open, lineages taken. */
    readonly looked: () => void
  },
): ChainFollower {
  const { store, api, clock, log } = deps
  const lanes = createHeldLanes()
  /** Monotonic ms of the last look that released a lane: who is held again at once waits for the next minute. */
  const releasedAt = new Map<string, number>()
  let isDue = false
  let isDone = false
  let isTooOld = false
  let wake = (): void => undefined

  async function settleOne(theirs: OwnChain, ours: LocalChain | null): Promise<boolean> {
    const { cameraId } = theirs
    try {
      const settled = await settleChain(deps, theirs, ours)
      if (settled.kind === 'held') lanes.hold(cameraId, settled.reason)
      else if (lanes.reasons().has(cameraId)) {
        lanes.release(cameraId)
        releasedAt.set(cameraId, clock.monotonicMs())
      }
      return settled.kind === 'open'
    } catch (error) {
      const failure = toAppError(error)
      lanes.hold(cameraId, failure.publicMessage)
      log.warn({ cameraId, code: failure.code, detail: failure.detail }, 'a chain was not settled; tried again')
      return false
    }
  }

  /** True where nothing is left to be asked for. */
  async function look(): Promise<boolean> {
    // Before the question: what is acknowledged meanwhile is no loss.
    const before = store.localChains()
    const theirs = await api.chains()
    isTooOld = theirs === null
    let isSettled = true
    if (theirs) {
      const told = new Set(theirs.map(chain => chain.cameraId))
      const untold = before.filter(({ cameraId, lineage }) => lineage?.state === 'begun' && !told.has(cameraId))
      for (const chain of [...theirs, ...untold.map(noneOf)]) {
        const ours = before.find(({ cameraId }) => cameraId === chain.cameraId) ?? null
        isSettled = (await settleOne(chain, ours)) && isSettled
      }
    } else {
      for (const cameraId of [...lanes.reasons().keys()]) lanes.release(cameraId)
      isSettled = before.every(({ lineage }) => lineage?.state !== 'begun')
    }
    lanes.compared()
    return isSettled && lanes.reasons().size === 0
  }

  async function lookOnce(): Promise<void> {
    isDue = false
    try {
      isDone = await look()
    } catch (error) {
      isDone = false
      const failure = toAppError(error)
      log.warn({ code: failure.code, detail: failure.detail }, 'chains were not compared; tried again')
    }
    deps.looked()
  }

  const pauseMs = () => (lanes.held() === 'all' ? firstMs : everyMs) * (0.75 + deps.random() / 2)

  return {
    lanes,
    isTooOld: () => isTooOld,
    async run(signal) {
      while (!signal.aborted) {
        if (deps.isUp() && isDue) await lookOnce()
        if (isDue && deps.isUp()) continue
        const pause = new AbortController()
        wake = () => pause.abort()
        await clock.sleep(pauseMs(), AbortSignal.any([signal, pause.signal])).then(
          () => {
            isDue ||= !isDone
          },
          () => undefined,
        )
      }
    },
    linkUp() {
      isDue = true
      wake()
    },
    heldBack(cameraId, reason) {
      const isNew = !lanes.reasons().has(cameraId)
      lanes.hold(cameraId, reason)
      isDone = false
      const since = clock.monotonicMs() - (releasedAt.get(cameraId) ?? Number.NEGATIVE_INFINITY)
      if (!isNew || since < everyMs) return
      isDue = true
      wake()
    },
  }
}

const noneOf = ({ cameraId }: LocalChain): OwnChain => ({
  cameraId,
  state: 'open',
  reason: null,
  head: null,
  accountedToMs: null,
})
