import type { Seam } from '@nightjar/shared/api/chain.ts'

const whys: Record<Seam['why'], string> = {
  'index-damaged': 'the agent’s index was damaged. What it had not sent before is not in the ledger.',
  refused: 'an administrator had the agent begin its records anew. What was refused is not in the ledger.',
  'set-back': 'the agent’s disk or the control plane was set back. What one of them had lost is not in the ledger.',
}

/** What a seam means, as the second half of a sentence. */
export const seamText = (seam: Seam): string => whys[seam.why]
