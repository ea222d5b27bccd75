import { forgetTickets } from '../services/live/forget-tickets.ts'
import { defineJob } from './define-job.ts'

/** Tickets of viewers who were closed, and those that nobody used, go. */
export const forgetTicketsJob = defineJob({
  name: 'forget-tickets',
  when: { everyMs: 30_000 },
  mayTakeMs: 30_000,
  run: forgetTickets,
})
