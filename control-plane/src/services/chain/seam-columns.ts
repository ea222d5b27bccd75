import { getTableColumns, type SQL, sql } from 'drizzle-orm'
import { cameras } from '../../db/schema/cameras.ts'
import { chainSeams } from '../../db/schema/chain-seams.ts'
import { dayMs, skewMs } from '../recording/rules/ground.ts'

/**
 * Where a seam is shown. Rows are made so (see {@link placedAtMs}); older ones say what the agent said, be it 1970 or a
 * year ahead, which would hide the seam.
 */
export const seamPlacedAtMs: SQL<number> = sql<number>`case
  when ${chainSeams.begunAtMs} <= ${chainSeams.takenAtMs} + ${skewMs} and ${chainSeams.begunAtMs} >= (
    select ${cameras.createdAtMs} - ${dayMs} from ${cameras} where ${cameras.id} = ${chainSeams.cameraId})
  then ${chainSeams.begunAtMs} else ${chainSeams.takenAtMs} end`.mapWith(Number)

/** A seam's row as people are shown it. */
export const seamColumns = { ...getTableColumns(chainSeams), begunAtMs: seamPlacedAtMs }

/** When the agent says that it began, and when we heard of it where that cannot be, because its clock is wrong or it wants to hide the seam. */
export function placedAtMs(
  begunAtMs: number,
  { addedAtMs, takenAtMs }: { addedAtMs: number; takenAtMs: number },
): number {
  return begunAtMs >= addedAtMs - dayMs && begunAtMs <= takenAtMs + skewMs ? begunAtMs : takenAtMs
}
