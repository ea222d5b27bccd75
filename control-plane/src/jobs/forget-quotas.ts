import { forgetQuotas } from '../services/upload/quota.ts'
import { defineJob } from './define-job.ts'

/** What was counted for the upload quotas of past days goes, daily. */
export const forgetQuotasJob = defineJob({
  name: 'forget-quotas',
  when: { cron: '47 3 * * *' },
  mayTakeMs: 60_000,
  run: forgetQuotas,
})
