/** Needs no other sample: sample_depends_on = 2 (ISO 14496-12 8.8.3.1). */
export const syncSample = 0x02000000
/** sample_depends_on = 1, sample_is_non_sync_sample. */
export const dependentSample = 0x01010000
/** sample_depends_on = 2, sample_is_non_sync_sample: an I picture that pictures behind it may look past. */
export const independentSample = 0x02010000
