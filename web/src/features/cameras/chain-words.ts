import type { ChainStanding } from '@nightjar/shared/api/chain.ts'

interface ChainWords {
  readonly title: string
  readonly detail: string
}

/** What to say of a camera whose records are not taken into the ledger; null where they are. */
export function chainWords(chain: ChainStanding): ChainWords | null {
  if (chain.state === 'frozen')
    return { title: 'Records refused', detail: `${chain.reason ?? ''} Recording goes on at the site.`.trim() }
  if (chain.state === 'begin-anew')
    return {
      title: 'Waiting for its agent',
      detail: 'The agent begins its records anew as soon as it is online. Recording goes on at the site.',
    }
  if (chain.held !== null) return { title: 'Records wait', detail: `${chain.held.reason} The agent keeps them.` }
  return null
}
