import { startBrokerRole } from '../broker/role.ts'
import type { RoleName } from '../config/environment.ts'
import type { StartRole } from '../context/role.ts'
import { startJobsRole } from '../jobs/role.ts'
import { startLinkRole } from '../link/role.ts'

/** Roles beside the api, in start order, one line each. */
export const roleStarters: readonly (readonly [name: Exclude<RoleName, 'api'>, start: StartRole])[] = [
  ['broker', startBrokerRole],
  ['link', startLinkRole],
  ['jobs', ports => startJobsRole(ports)],
]
