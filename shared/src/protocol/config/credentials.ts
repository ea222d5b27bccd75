import { z } from 'zod'
import { sealedBoxSchema } from '../sealed-box.ts'
import { cameraSection } from './define-section.ts'

/** null: the camera asks for none. */
export const credentialsSection = cameraSection({
  key: 'credentials',
  since: 1,
  title: 'camera passwords',
  schema: z.strictObject(sealedBoxSchema.shape).nullable(),
  failsClosed: false,
})
