import { markSilentAgents } from '../services/agent/record-status.ts'
import { defineJob } from './define-job.ts'

/** An agent that fell silent without the broker's word is shown as offline. */
export const markSilentAgentsJob = defineJob({
  name: 'mark-silent-agents',
  when: { everyMs: 5_000 },
  mayTakeMs: 30_000,
  run: async base => {
    await markSilentAgents(base)
  },
})
