import { createHash, createHmac, timingSafeEqual } from 'node:crypto'
import type { BaseContext } from '../../context/context.ts'

type Secrets = Pick<BaseContext, 'secrets'>

/**
 * Authentic by itself, so that one that is younger than our database is told from one that somebody made up: a restored
 * backup of ours must not look as if every agent had been copied. Text `<counter>.<128 random bits>.<160 bits of
 * HMAC-SHA-256>`.
 */
export function makeLineageValue(context: Secrets & Pick<BaseContext, 'random'>, agentId: string, counter: number) {
  const body = `${counter}.${Buffer.from(context.random.bytes(16)).toString('base64url')}`
  return `${body}.${macOf(context, agentId, body)}`
}

/** The counter of a value that we made for this agent; null for any other text. */
export function counterOf(context: Secrets, agentId: string, value: string): number | null {
  const match = /^((\d{1,12})\.[\w-]{22})\.([\w-]{27})$/.exec(value)
  if (!match) return null
  const expected = Buffer.from(macOf(context, agentId, match[1]!))
  return timingSafeEqual(expected, Buffer.from(match[3]!)) ? Number(match[2]) : null
}

/** SHA-256, hex, of what an agent presents; null stands for "nothing yet". */
export const hashOfValue = (value: string | null): string =>
  createHash('sha256')
    .update(value === null ? 'none' : `value ${value}`)
    .digest('hex')

const macOf = ({ secrets }: Secrets, agentId: string, body: string): string =>
  createHmac('sha256', secrets.deriveKey('token-lineage'))
    .update(`${agentId} ${body}`)
    .digest()
    .subarray(0, 20)
    .toString('base64url')
