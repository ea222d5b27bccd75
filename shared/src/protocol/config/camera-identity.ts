import { z } from 'zod'
import { idSchema } from '../../domain/ids.ts'
import { epochMsSchema } from '../../domain/time.ts'

/** What every entry of a camera begins with, in every version of the protocol. */
export const cameraIdentityShape = {
  cameraId: idSchema,
  name: z.string().max(120),
  /** When its ledger begins. */
  addedAtMs: epochMsSchema,
}
export type CameraIdentity = z.infer<z.ZodObject<typeof cameraIdentityShape>>
