import { hostname } from 'node:os'
import { type ControlPlaneApi, createControlPlaneApi } from '../api/control-plane-api.ts'
import { createServerClock, type ServerClock } from '../api/server-clock.ts'
import { createTokenLineages, keptLineageSchema } from '../api/token-lineage.ts'
import { createTokenSource, type TokenSource } from '../api/token-source.ts'
import { durableJson } from '../config/durable-json.ts'
import type { Identity } from '../config/identity.ts'
import { identityStore } from '../config/identity-store.ts'
import { hashedMachineId } from '../platform/machine-id.ts'
import { identify } from './identify.ts'
import type { PartDeps } from './part-deps.ts'

/** Who the agent is to the control plane, and its way to ask it. */
export interface ControlPlane {
  readonly identity: Identity
  readonly api: ControlPlaneApi
  readonly tokens: TokenSource
  readonly serverClock: ServerClock
}

/**
 * Needs the network only where there is no identity yet.
 *
 * @throws AppError enrolment.refused
 */
export async function joinControlPlane(deps: PartDeps): Promise<ControlPlane> {
  const { options, clock, random, log, signal } = deps
  const serverClock = createServerClock(clock)
  const api = createControlPlaneApi(options.controlPlane, clock, serverClock)
  const enrolment = { store: identityStore(options.dataDir, log), api, code: options.enrolmentCode }
  const identity = await identify({ ...enrolment, clock, log, signal })
  const lineages = createTokenLineages({
    file: durableJson(options.dataDir, 'token-lineage.json', keptLineageSchema, log),
    hostname: hostname().slice(0, 255),
    machine: await hashedMachineId(identity.agentId),
    random: random.bytes,
  })
  const tokens = createTokenSource({ api, identity, clock, serverClock, random, lineages, log })
  return { identity, api, tokens, serverClock }
}
