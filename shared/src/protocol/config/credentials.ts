import { z } from 'zod'
import { sealedBoxSchema } from '../sealed-box.ts'
import { cameraSection } from './define-section.ts'

/** null: the camera asks for none, or its box is bound. Before protocol 5 no box was. */
export const credentialsSection = cameraSection({
  key: 'credentials',
  since: 1,
  title: 'camera passwords',
  schema: z.strictObject(sealedBoxSchema.shape).nullable(),
  failsClosed: false,
})
