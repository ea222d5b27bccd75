import { boundCredentialsSection } from './bound-credentials.ts'
import { credentialsSection } from './credentials.ts'
import { lossSection } from './loss.ts'
import { maskSection } from './mask.ts'
import { recordingSection } from './recording.ts'
import { relaysSection } from './relays.ts'
import { streamsSection } from './streams.ts'
import { tlsPinsSection } from './tls-pins.ts'
import { transportSection } from './transport.ts'

/** The closed list. The document's schema, what an agent is sent, what the page says of it and the reference derive from it. */
export const configSections = [
  relaysSection,
  maskSection,
  streamsSection,
  credentialsSection,
  boundCredentialsSection,
  recordingSection,
  lossSection,
  transportSection,
  tlsPinsSection,
] as const
