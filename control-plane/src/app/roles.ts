import { startBrokerRole } from '../broker/role.ts'
import { startLinkRole } from '../link/role.ts'
import type { StartRole } from './role.ts'

/** Roles beside the api, in start order, one line each. */
export const roleStarters: readonly (readonly [name: 'broker' | 'link', start: StartRole])[] = [
  ['broker', startBrokerRole],
  ['link', startLinkRole],
]
