import { z } from 'zod'
import { cameraSection } from './define-section.ts'

/**
 * What becomes of pictures that lost packets damaged. null: they are kept. A control plane that does not send this
 * section does not know the manifest's `damagedPictures` either: the agent then keeps none.
 */
export const lossSection = cameraSection({
  key: 'loss',
  since: 4,
  title: 'pictures damaged by packet loss',
  schema: z.strictObject({ keepDamaged: z.boolean() }).nullable(),
  failsClosed: false,
})
