import type { DamagedStretch } from '@nightjar/shared/api/recording.ts'
import { counted } from '../../words/counted.ts'
import type { ViewRange } from './view-range.ts'

/** A stretch with pictures that packet loss damaged; the API's own, in ms. */
export interface Damage {
  readonly from: number
  readonly to: number
  readonly pictures: number
  /** About how many there are in all; null where that is not known. */
  readonly of: number | null
}

export const readDamage = (stretches: readonly DamagedStretch[]): Damage[] =>
  stretches.map(({ from, to, ...counts }) => ({ from: Date.parse(from), to: Date.parse(to), ...counts }))

/** Joins what came in pieces: a segment over the border of two is in both. */
export const joinDamage = (pieces: readonly (readonly Damage[])[]): Damage[] => [
  ...new Map(pieces.flat().map(damage => [`${damage.from} ${damage.to}`, damage])).values(),
]

export const damageAt = (damages: readonly Damage[], atMs: number): Damage | null =>
  damages.find(({ from, to }) => from <= atMs && atMs < to) ?? null

/** All of it within a view as one; null where there is none. */
export function damageWithin(damages: readonly Damage[], view: ViewRange): Damage | null {
  const seen = damages.filter(({ from, to }) => to > view.from && from < view.to)
  if (seen.length === 0) return null
  return {
    from: Math.min(...seen.map(({ from }) => from)),
    to: Math.max(...seen.map(({ to }) => to)),
    pictures: seen.reduce((sum, { pictures }) => sum + pictures, 0),
    of: seen.reduce<number | null>((sum, { of }) => (sum === null || of === null ? null : sum + of), 0),
  }
}

/** The next stretch behind `atMs`, or the one before it; null where none is loaded. */
export function neighbouringDamage(damages: readonly Damage[], atMs: number, direction: 1 | -1): Damage | null {
  // A jump lands a moment beside the beginning, and the next one must not find it again.
  if (direction === 1) return damages.find(({ from }) => from > atMs + 500) ?? null
  return damages.findLast(({ to }) => to <= atMs) ?? null
}

/** `12 of about 150 pictures damaged by packet loss`. */
export function damageText({ pictures, of }: Pick<Damage, 'pictures' | 'of'>): string {
  const which = of === null ? counted(pictures, 'picture') : `${pictures} of about ${counted(of, 'picture')}`
  return `${which} damaged by packet loss`
}
