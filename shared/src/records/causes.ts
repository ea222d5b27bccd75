import { z } from 'zod'
import { errorCodes } from '../errors/codes.ts'

/** Why time was not recorded, or a recording was deleted, where it is no error. */
export const ledgerOnlyCauses = [
  'agent.crashed',
  'agent.not-configured',
  'agent.recorder-crashed',
  'agent.stopped',
  'agent.unexplained',
  'camera.connecting',
  'camera.interrupted',
  'clock.stepped',
  'overload',
  'policy.off',
  'policy.reconfigured',
  'policy.removed',
  'retention.age',
  // No rule deleted it: the file was found changed, or not found, when an index was lost or set back.
  'retention.damaged',
  'retention.missing',
  'retention.quota',
  'retention.space',
] as const

/** What a stream or a disk can fail with. */
const errorCauses = Object.keys(errorCodes).filter(code => /^(camera|disk|index|service)\./.test(code))

/** Every `cause` of a ledger entry: what the page has a sentence for. */
export const ledgerCauses: readonly string[] = [...ledgerOnlyCauses, ...errorCauses].sort()

const known = new Set(ledgerCauses)

/** Whether this release knows the cause. A younger agent may send one that it does not. */
export const isLedgerCause = (cause: string): boolean => known.has(cause)

/** How a cause is spelled, known or not: never free text. */
export const causeSchema = z
  .string()
  .max(64)
  .regex(/^[a-z]+(-[a-z]+)*(\.[a-z]+(-[a-z]+)*)?$/, 'must be a code such as camera.unreachable')
