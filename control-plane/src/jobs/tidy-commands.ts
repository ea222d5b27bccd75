import { tidyCommands } from '../services/command/tidy.ts'
import { defineJob } from './define-job.ts'

/** Pictures of probes, old commands and used token requests go. */
export const tidyCommandsJob = defineJob({
  name: 'tidy-commands',
  when: { everyMs: 60_000 },
  mayTakeMs: 60_000,
  run: tidyCommands,
})
