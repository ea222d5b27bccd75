/** How near the recorder is to what its machine can carry, over the last stretch of time. */
export interface RecorderLoad {
  /** Share of the time in which its main thread worked, 0 to 1. */
  readonly busy: number
  /** The longest that bytes waited on the way from the file to the disk itself, ms. */
  readonly storedAfterMs: number
}
