import { failsClosed, type Withheld, withheldFrom } from '@nightjar/shared/protocol/config/withheld.ts'
import type { BaseContext } from '../../context/context.ts'
import { type ConfigSource, configSource } from './config-source.ts'

function sentenceFor({ section, cameras }: Withheld): string {
  const what = `Update the agent: it is too old for ${section.title}`
  if (section.of === 'agent') return `${what} and runs without.`
  const names = cameras.map(camera => camera.name).join(', ')
  return failsClosed(section)
    ? `${what}. Cameras neither recorded nor shown until then: ${names}.`
    : `${what}. Cameras that run without: ${names}.`
}

/** What agents are not told because they are too old for it, in sentences for the page, by agent; none for most. */
export async function withheldWarnings(
  context: Pick<BaseContext, 'db' | 'fleet'>,
  reported: readonly { readonly agentId: string; readonly protocol: number }[],
  source: ConfigSource = configSource,
): Promise<ReadonlyMap<string, readonly string[]>> {
  const youngest = Math.max(...source.sections.map(section => section.since))
  const behind = reported.filter(({ protocol }) => protocol < youngest)
  if (behind.length === 0) return new Map()
  const ids = behind.map(({ agentId }) => agentId)
  const contents = await source.contentOf(context.db, context, ids)
  return new Map(
    behind.map(({ agentId, protocol }) => [
      agentId,
      withheldFrom(contents.get(agentId)!, protocol, source.sections).map(sentenceFor),
    ]),
  )
}
