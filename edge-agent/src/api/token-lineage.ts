import type { TokenLineage } from '@nightjar/shared/protocol/agent-api.ts'
import { z } from 'zod'

/** What the data folder keeps between two requests. */
export const keptLineageSchema = z.object({
  /** As the control plane answered last; null before the first. */
  value: z.string().max(64).nullable(),
  /** Of a request without an answer; null where the last one was answered. */
  nonce: z.string().min(16).max(64).nullable(),
})
export type KeptLineage = z.infer<typeof keptLineageSchema>

export interface LineageFile {
  read(): Promise<KeptLineage | null>
  /** Durable when it resolves. */
  write(kept: KeptLineage): Promise<void>
}

export interface TokenLineages {
  /** For one request. Its nonce is on the disk before, so that a request that is repeated, also by the next run, is the same. */
  next(): Promise<TokenLineage>
  /** The answer; durable before this resolves, and only then the token may be used. */
  answered(value: string | undefined): Promise<void>
}

const nonceBytes = 24

/**
 * What a copied or set-back data folder shows itself by: see `tokenLineageSchema`.
 *
 * @param options.machine see {@link TokenLineage}; `random` gives that many bytes.
 */
export function createTokenLineages(options: {
  readonly file: LineageFile
  readonly hostname: string
  readonly machine: string | null
  readonly random: (length: number) => Uint8Array
}): TokenLineages {
  const { file, hostname, machine, random } = options
  const text = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64url')
  const startId = text(random(12))
  let kept: KeptLineage | null = null
  return {
    async next() {
      const { value, nonce: unanswered } = kept ?? (await file.read()) ?? { value: null, nonce: null }
      const nonce = unanswered ?? text(random(nonceBytes))
      if (unanswered === null) await file.write({ value, nonce })
      kept = { value, nonce }
      return { value, nonce, startId, hostname, machine }
    },
    async answered(value) {
      // A control plane that is older than this: the same nonce goes on, and nothing is written.
      if (value === undefined) return
      const next = { value, nonce: null }
      await file.write(next)
      kept = next
    },
  }
}
