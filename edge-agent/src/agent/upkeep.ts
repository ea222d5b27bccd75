import type { ConfigFollower } from '../api/config-follower.ts'
import type { LedgerKeeper } from '../ledger/keeper-contract.ts'
import type { OutboxSender } from '../link/outbox-sender.ts'
import type { Retention } from '../retention/retention.ts'
import type { PartDeps } from './part-deps.ts'

const ledgerMs = 5_000
const outboxMs = 2_000
const retentionMs = 30_000
/** The hint is retained, so this is only for a broker that lost it. */
const configMs = 60_000

/** What has to happen again and again; each on its own, so that a slow or failing one delays no other. */
export function startUpkeep(
  deps: Pick<PartDeps, 'clock' | 'log'> & {
    keeper: Pick<LedgerKeeper, 'tick'>
    outbox: Pick<OutboxSender, 'pump'>
    retention: Retention
    config: Pick<ConfigFollower, 'refresh'>
  },
): () => void {
  const guard = (name: string, work: () => unknown) => () => {
    Promise.resolve()
      .then(work)
      .catch(error => deps.log.error({ err: error, name }, 'upkeep failed; tried again'))
  }
  const ends = [
    deps.clock.every(
      ledgerMs,
      guard('ledger', () => {
        deps.keeper.tick()
        deps.outbox.pump()
      }),
    ),
    deps.clock.every(
      outboxMs,
      guard('outbox', () => deps.outbox.pump()),
    ),
    deps.clock.every(
      retentionMs,
      guard('retention', () => deps.retention.run()),
    ),
    deps.clock.every(
      configMs,
      guard('configuration', () => deps.config.refresh()),
    ),
  ]
  return () => {
    for (const end of ends) end()
  }
}
