import { z } from 'zod'
import { cameraSection } from './define-section.ts'

/**
 * `auto`: the agent chooses, TCP first; `streams` then say TCP, which is what an agent that is too old for this does.
 * null: as the streams say.
 */
export const transportSection = cameraSection({
  key: 'transport',
  since: 6,
  title: 'automatic transport (it uses TCP)',
  schema: z.literal('auto').nullable(),
  failsClosed: false,
})
