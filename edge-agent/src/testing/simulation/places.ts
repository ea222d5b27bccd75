export const segmentsDir = '/segments'
/** Wall time, ms, at which every simulated site begins. */
export const startMs = 1_750_000_000_000
