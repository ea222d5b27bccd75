import { protocolHistory, protocolVersion } from '@nightjar/shared/protocol/version.ts'
import { table } from './table.ts'

const introduction = `Records, messages, agent configuration and live wire format have one version together. An agent says its version in every heartbeat; its [configuration](agent-config.md) holds only what that version knows. In force: ${protocolVersion}.`

export function protocolPage(): string {
  const rows = protocolHistory.map(({ version, date, change }) => [String(version), date, change])
  return ['# Protocol history', introduction, table(['version', 'date', 'change'], rows)].join('\n\n')
}
