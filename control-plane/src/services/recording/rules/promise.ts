import { dayMs, type Ground, type RetentionSetting, skewMs } from './ground.ts'

/** The least that the settings have promised of a recording since it was begun. */
export interface RetentionPromise {
  /** Every setting is known that its agent may have followed since. */
  readonly isWhole: boolean
  /** A configuration that is not known here was among them: a database was restored. */
  readonly isUnknown: boolean
  /** null: none has ever said when. */
  readonly days: number | null
  readonly hasQuota: boolean
}

/**
 * An agent may follow an older configuration than ours for as long as it is offline, but none that is older than the one
 * by which it recorded: the manifest names that.
 * @param settings of the camera, by version.
 */
export function promiseOf(settings: readonly RetentionSetting[], configVersion: number): RetentionPromise {
  const first = settings.findLastIndex(({ version }) => version <= configVersion)
  const since = settings.slice(Math.max(first, 0))
  const isUnknown = since.some(({ isKnown }) => !isKnown)
  const days = since.flatMap(({ retentionDays }) => retentionDays ?? [])
  return {
    isWhole: first >= 0 && !isUnknown,
    isUnknown,
    days: days.length === 0 ? null : Math.min(...days),
    hasQuota: since.some(({ quotaBytes }) => quotaBytes !== null),
  }
}

/**
 * The clock of an agent may be ahead, and of an agent whose clock is further ahead than that nothing is sent before the
 * last recording before it can be true: that is a segment of five minutes at most.
 */
const roomMs = 2 * skewMs

/** Whether a recording has become as old as was promised. */
export const isOver = (wallEndMs: number, days: number, { nowMs }: Pick<Ground, 'nowMs'>): boolean =>
  wallEndMs + days * dayMs <= nowMs + roomMs
