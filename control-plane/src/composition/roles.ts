import { startBrokerRole } from '../broker/role.ts'
import type { StartRole } from '../context/role.ts'
import { startLinkRole } from '../link/role.ts'

/** Roles beside the api, in start order, one line each. */
export const roleStarters: readonly (readonly [name: 'broker' | 'link', start: StartRole])[] = [
  ['broker', startBrokerRole],
  ['link', startLinkRole],
]
