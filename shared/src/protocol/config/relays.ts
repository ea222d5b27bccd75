import { z } from 'zod'
import { agentSection } from './define-section.ts'

export const relayAddressSchema = z
  .string()
  .regex(/^(wss?:\/\/\S{1,280}|\/publish)$/, 'must be a ws:// or wss:// address, or /publish')

/** The only relays to which the agent may push: ws:// or wss:// addresses, or `/publish` for the control plane's own origin. */
export const relaysSection = agentSection({
  key: 'relays',
  since: 1,
  title: 'relays',
  schema: z.array(relayAddressSchema).max(16),
})
