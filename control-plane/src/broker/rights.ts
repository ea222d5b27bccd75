import { parseTopic } from '@nightjar/shared/protocol/define-message.ts'
import { messages } from '@nightjar/shared/protocol/registry.ts'
import type { TokenIdentity } from '../keys/access-token.ts'
import { filterCovers, filterMatches } from './topic-filter.ts'

export interface PublishAttempt {
  readonly topic: string
  readonly qos: number
  readonly retain: boolean
}

const grants = (who: TokenIdentity, action: 'publish' | 'subscribe') =>
  who.acl.filter(rule => rule.action === action).map(rule => rule.topic)

/**
 * May this be published? Only a message of the closed list, on a topic of the token's list, retained only where the
 * message is.
 * @returns null, or why not.
 */
export function refusePublish(who: TokenIdentity, attempt: PublishAttempt): string | null {
  if (attempt.qos > 1) return 'QoS 2 is not used'
  if (!grants(who, 'publish').some(filter => filterMatches(filter, attempt.topic))) return 'topic not granted'
  const address = parseTopic(attempt.topic)
  const message = messages.find(entry => entry.leaf === address?.leaf && entry.direction === address.direction)
  if (!message) return 'no such message'
  if (attempt.retain && !message.retain) return 'not a retained message'
  return null
}

/** @returns null, or why not. A filter is granted only where a filter of the token's list covers all of it. */
export function refuseSubscribe(who: TokenIdentity, filter: string): string | null {
  return grants(who, 'subscribe').some(allowed => filterCovers(allowed, filter)) ? null : 'topic not granted'
}
