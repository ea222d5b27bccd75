import type { ConfigSection } from '@nightjar/shared/protocol/config/define-section.ts'
import { type AgentConfig, agentConfigSchema } from '@nightjar/shared/protocol/config/document.ts'
import { configSections } from '@nightjar/shared/protocol/config/sections.ts'
import type { ConfigContent } from '@nightjar/shared/protocol/config/withheld.ts'
import type { z } from 'zod'
import type { BaseContext } from '../../context/context.ts'
import type { Db, Tx } from '../../db/client.ts'
import { buildConfigs } from './build-config.ts'

/** The sections there are and what they hold for agents. Tests bring sections that do not exist yet. */
export interface ConfigSource {
  readonly sections: readonly ConfigSection[]
  /** Made of these sections. */
  readonly schema: z.ZodType<AgentConfig>
  contentOf(
    db: Db | Tx,
    context: Pick<BaseContext, 'fleet'>,
    agentIds: readonly string[],
  ): Promise<ReadonlyMap<string, ConfigContent>>
}

export const configSource: ConfigSource = {
  sections: configSections,
  schema: agentConfigSchema,
  contentOf: buildConfigs,
}
