import { z } from 'zod'
import { sha256Schema } from '../../domain/ids.ts'
import { cameraSection } from './define-section.ts'

/** Of no geometry: nobody can draw it, so whoever is given it shows nothing. */
const undrawable = { version: 1, geometryHash: '0'.repeat(64) }

/**
 * null: no mask. An agent that has no mask engine shows, records and probes nothing of a camera that has one; that also
 * holds a camera back whose agent is too old for something that fails closed.
 */
export const maskSection = cameraSection({
  key: 'mask',
  since: 1,
  title: 'masks',
  schema: z.strictObject({ version: z.int().min(1), geometryHash: sha256Schema }).nullable(),
  failsClosed: true,
  closed: mask => mask ?? undrawable,
})
