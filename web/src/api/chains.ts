import { chainSchema } from '@nightjar/shared/api/chain.ts'
import { request } from './client.ts'

const post = { method: 'POST' } as const

export const resumeChain = (cameraId: string) => request(`/cameras/${cameraId}/chain/resume`, chainSchema, post)

export const beginChainAnew = (cameraId: string) => request(`/cameras/${cameraId}/chain/begin-anew`, chainSchema, post)
