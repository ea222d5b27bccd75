import { canonicalBytes } from '../../domain/canonical-json.ts'
import { sha256Hex } from '../../domain/sha256.ts'
import type { ConfigEnvelope } from './envelope.ts'

/** What the next version, the hint and the ETag name a configuration by. */
export const configHash = (config: ConfigEnvelope): string => sha256Hex(canonicalBytes(config))
