import { forgetCodes } from '../services/enrolment/forget-codes.ts'
import { defineJob } from './define-job.ts'

/** Enrolment codes that are long over go, daily. */
export const forgetCodesJob = defineJob({
  name: 'forget-codes',
  when: { cron: '41 3 * * *' },
  mayTakeMs: 60_000,
  run: forgetCodes,
})
