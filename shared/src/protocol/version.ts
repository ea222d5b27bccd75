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
  {
    version: 2,
    date: '2026-11-21',
    change:
      'Commands are signed with the configuration key and their results carry the verb; the configuration is made of sections, and an agent is sent those that it knows.',
  },
  {
    version: 3,
    date: '2026-11-21',
    change:
      'Chains have lineages: an agent asks for its chains and begins anew behind the head where it cannot go on; records can be held instead of refused; token requests carry a lineage, by which copies of an agent show; causes are codes.',
  },
  {
    version: 4,
    date: '2026-11-21',
    change:
      'Pictures that lost packets damaged: the configuration says whether they are kept, manifests count them, and the status says how many packets are lost.',
  },
  {
    version: 5,
    date: '2026-11-21',
    change:
      'Camera passwords are sealed for the scheme, host and port that they were entered for, and may stand in an address as placeholders; an agent has one token for the API and one for the broker.',
  },
  {
    version: 6,
    date: '2026-11-21',
    change:
      'Configuration: transport chosen by the agent, adopted TLS keys of cameras. A probe takes both; its answer and the status say the transport in use, what a camera shows of its certificate, the sentence for a reason, and what a stream that is connecting waits for.',
  },
  {
    version: 7,
    date: '2026-11-22',
    change:
      'An agent that begins a lineage asks which segments it is said to hold; what it no longer has is said to be missing or damaged (`retention.missing`, `retention.damaged`).',
  },
] as const

export const protocolVersion = 7
