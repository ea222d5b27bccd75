import { chainSchema, refusalSchema } from '@nightjar/shared/api/chain.ts'
import { pageOf } from '@nightjar/shared/api/page.ts'
import { request } from './client.ts'

const post = { method: 'POST' } as const

/** The newest, newest first; each may have a megabyte. */
export const listRefusals = (cameraId: string, limit: number, signal?: AbortSignal) =>
  request(`/cameras/${cameraId}/chain/refusals`, pageOf(refusalSchema), { query: { limit }, signal })

export const resumeChain = (cameraId: string) => request(`/cameras/${cameraId}/chain/resume`, chainSchema, post)

export const beginChainAnew = (cameraId: string) => request(`/cameras/${cameraId}/chain/begin-anew`, chainSchema, post)
