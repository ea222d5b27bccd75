import { forgetRelays } from '../services/relay/announce.ts'
import { defineJob } from './define-job.ts'

/** Rows of relays that ended without a word go. */
export const forgetRelaysJob = defineJob({
  name: 'forget-relays',
  when: { cron: '41 * * * *' },
  mayTakeMs: 30_000,
  run: forgetRelays,
})
