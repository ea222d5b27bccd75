import { removeExpired } from '../services/session/remove-expired.ts'
import { defineJob } from './define-job.ts'

/** Sessions and attempt counters that are over go, hourly. */
export const removeExpiredJob = defineJob({
  name: 'remove-expired',
  when: { cron: '17 * * * *' },
  mayTakeMs: 120_000,
  run: removeExpired,
})
