import type { BaseContext } from '../context/context.ts'
import { announceRelay } from '../services/relay/announce.ts'

/** A relay that says it is there, and nothing behind it. */
export async function mintRelay(base: BaseContext, change: Record<string, unknown> = {}): Promise<string> {
  const relayId = base.ids.next()
  await announceRelay(base, {
    relayId,
    publishAddress: '/publish',
    liveAddress: '/live',
    internalUrl: 'http://127.0.0.1:9',
    viewers: 0,
    viewersMax: 100,
    draining: false,
    ...change,
  })
  return relayId
}
