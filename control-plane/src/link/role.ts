import { duplexPair } from 'node:stream'
import type { Broker } from '../broker/broker.ts'
import type { Database } from '../db/client.ts'
import { linkSubject, mintLinkToken } from '../keys/link-token.ts'
import type { BaseContext } from '../services/context.ts'
import { type Link, startLink } from './link.ts'

/** Where the broker is: in this process, or at an address with an account for us (then it holds accounts for agents too). */
export type BrokerPlace =
  | { readonly kind: 'embedded'; readonly broker: Broker }
  | { readonly kind: 'external'; readonly url: string; readonly account: { username: string; password: string } | null }

/** The link role as the composition starts it. */
export function startLinkRole(base: BaseContext, database: Database, place: BrokerPlace): Promise<Link> {
  const holder = base.ids.next()
  const log = base.log.child({ part: 'link' })
  const common = { base: { ...base, log }, database, holder }
  const byToken = async (clientId: string) => ({
    clientId,
    username: linkSubject,
    password: await mintLinkToken(base),
  })
  if (place.kind === 'embedded') {
    const openStream = () => {
      const [near, far] = duplexPair()
      // Ending one side of a pair does not end the other.
      near.once('close', () => far.destroy())
      far.once('close', () => near.destroy())
      place.broker.accept(far)
      return near
    }
    return startLink({ ...common, target: { openStream }, accounts: false, credentials: () => byToken(linkSubject) })
  }
  const { url, account } = place
  const clientId = `link-${holder}`
  return startLink({
    ...common,
    target: { url },
    accounts: account !== null,
    credentials: account ? async () => ({ clientId, ...account }) : () => byToken(clientId),
  })
}
