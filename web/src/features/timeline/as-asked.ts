import type { Segment } from '@nightjar/shared/api/recording.ts'

/** [from, to), ms. */
export interface AskedStretch {
  readonly from: number
  readonly to: number
}

/**
 * Segments as the player is to take them: what its agent says was deleted is left out by it, but for the stretch that
 * somebody asks for. There it loads them, and the site says whether it has them.
 */
export const asAsked = (segments: readonly Segment[], asked: AskedStretch | null): readonly Segment[] =>
  segments.map(segment => {
    const { wallStartMs, wallEndMs } = segment.manifest
    const isAsked = asked !== null && wallStartMs < asked.to && wallEndMs > asked.from
    return isAsked && segment.where === 'gone' ? { ...segment, where: 'site', playable: true } : segment
  })
