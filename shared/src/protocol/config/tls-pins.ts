import { z } from 'zod'
import { spkiPinSchema } from '../../domain/certificate.ts'
import { idSchema } from '../../domain/ids.ts'
import { cameraSection } from './define-section.ts'

/**
 * Keys that people have adopted, by stream. A stream that has one is connected to with that key only, whoever vouches
 * for another; one without needs a certificate that an authority vouches for. An agent that is too old asks for the
 * latter everywhere, so that it refuses a self-signed camera rather than trust it. null: none.
 */
export const tlsPinsSection = cameraSection({
  key: 'tlsPins',
  since: 6,
  title: 'adopted TLS keys of cameras',
  schema: z
    .array(z.strictObject({ streamId: idSchema, spkiSha256: spkiPinSchema }))
    .min(1)
    .max(4)
    .nullable(),
  failsClosed: false,
})
