/**
 * The protocol between agent and control plane: records, messages, agent configuration and the live wire format.
 * Every change that the other side can notice is an entry here; the newest entry is the version in force.
 */
export const protocolHistory = [
  {
    version: 1,
    date: '2026-11-21',
    change: 'First protocol: manifests, ledger, receipts, agent configuration, commands, live wire format.',
  },
] as const

export const protocolVersion = 1
