import type { Job } from './define-job.ts'
import { forgetCodesJob } from './forget-codes.ts'
import { forgetQuotasJob } from './forget-quotas.ts'
import { forgetRelaysJob } from './forget-relays.ts'
import { forgetTicketsJob } from './forget-tickets.ts'
import { markSilentAgentsJob } from './mark-silent-agents.ts'
import { removeExpiredJob } from './remove-expired.ts'
import { tidyCommandsJob } from './tidy-commands.ts'

/** Every job, one line each. */
export const registeredJobs: readonly Job[] = [
  forgetCodesJob,
  forgetQuotasJob,
  forgetRelaysJob,
  forgetTicketsJob,
  markSilentAgentsJob,
  removeExpiredJob,
  tidyCommandsJob,
]
