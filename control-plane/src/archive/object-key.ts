import { idSchema } from '@nightjar/shared/domain/ids.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'

interface SegmentPlace {
  readonly organisationId: string
  readonly agentId: string
  readonly cameraId: string
  readonly segmentId: string
  readonly wallStartMs: number
}

/** `<organisation>/<agent>/<camera>/<yyyy-mm-dd>/<segment>.mp4`; the day is that of the segment's start in UTC. */
export function segmentObjectKey(place: SegmentPlace): string {
  const day = new Date(place.wallStartMs).toISOString().slice(0, 10)
  return `${place.organisationId}/${place.agentId}/${place.cameraId}/${day}/${place.segmentId}.mp4`
}

/** Whose object it is; null where the key is none of {@link segmentObjectKey}'s. */
export const agentOfKey = (key: string): string | null => {
  const [, agentId, ...rest] = key.split('/')
  return rest.length === 3 && idSchema.safeParse(agentId).success ? (agentId ?? null) : null
}

// No part can begin with a dot, so that neither `..` nor our own `.incoming` can be named; no backslash, no NUL.
const keyPattern = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/

export const isObjectKey = (key: string): boolean => key.length <= 512 && keyPattern.test(key)

/** @throws AppError `resource.not-found` for anything that is no key of ours. */
export function assertObjectKey(key: string): void {
  if (!isObjectKey(key)) throw new AppError('resource.not-found', { detail: 'not an object key' })
}
