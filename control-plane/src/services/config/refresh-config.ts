import type { BaseContext } from '../../context/context.ts'
import { transaction } from '../../db/transaction.ts'
import { type ConfigSource, configSource } from './config-source.ts'
import { publishConfig } from './publish-config.ts'

/**
 * Signs a new version where what the last one came from has changed with the installation: its relays, or the sections
 * that this release has. Nobody acts: what is signed follows from what is there.
 */
export const refreshConfig = (base: BaseContext, agentId: string, source: ConfigSource = configSource): Promise<void> =>
  transaction(base, tx => publishConfig(tx, base, agentId, source))
