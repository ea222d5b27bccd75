import type { Refusal } from '@nightjar/shared/api/chain.ts'
import { ledgerStateSchema } from '@nightjar/shared/records/ledger.ts'
import { z } from 'zod'
import { formatClock, formatDayYear } from '../../time/format.ts'
import { counted } from '../../words/counted.ts'

/** The times that a date can have (ECMA-262 21.4.1.1). */
const timeSchema = z.number().min(-8.64e15).max(8.64e15)
/** An agent may have said anything: what is shown of it is only what is of the form that it should have. */
const readableSchema = z.union([
  z
    .object({ kind: z.literal('segment'), sequence: z.int(), wallStartMs: timeSchema, wallEndMs: timeSchema })
    .transform(({ sequence, wallStartMs: from, wallEndMs: to }) => ({ sequence, what: 'segment', from, to })),
  z
    .object({
      kind: z.literal('ledger'),
      sequence: z.int(),
      fromMs: timeSchema,
      toMs: timeSchema,
      state: ledgerStateSchema,
    })
    .transform(({ sequence, state, fromMs: from, toMs: to }) => ({ sequence, what: `entry “${state}”`, from, to })),
])

export interface RefusalWords {
  /** How many, and of what time. */
  readonly title: string
  /** One for each record, in their order. */
  readonly records: readonly string[]
}

/** What was refused, in words. */
export function refusalWords({ records }: Pick<Refusal, 'records'>): RefusalWords {
  const read = records.map(record => readableSchema.safeParse(record).data ?? null)
  const known = read.filter(record => record !== null)
  const span =
    known.length === 0
      ? ''
      : `, of ${stretch(Math.min(...known.map(({ from }) => from)), Math.max(...known.map(({ to }) => to)))}`
  return {
    title: `${counted(records.length, 'record')}${span}`,
    records: read.map((record, index) =>
      record === null
        ? `Record ${index + 1} of the batch: not of a form that is known`
        : `Record ${record.sequence} of the chain: ${record.what}, ${stretch(record.from, record.to)}`,
    ),
  }
}

function stretch(from: number, to: number): string {
  const [first, last] = [formatDayYear(from), formatDayYear(to)]
  return `${first} ${formatClock(from)} to ${first === last ? '' : `${last} `}${formatClock(to)}`
}
