import { type Me, meSchema, setupStatusSchema } from '@nightjar/shared/api/identity.ts'
import { z } from 'zod'
import { request } from './client.ts'
import type { Result } from './result.ts'

/** Some verbs answer with nothing or with something the page has no use for. */
const ignored = z.unknown()

export const getSetupStatus = (signal?: AbortSignal) => request('/setup', setupStatusSchema, { signal })

export const checkSetupToken = (token: string, signal?: AbortSignal) =>
  request('/setup/token', ignored, { method: 'POST', body: { token }, signal })

export const completeSetup = (body: { token: string; username: string; password: string }) =>
  request('/setup', ignored, { method: 'POST', body })

export const login = (body: { username: string; password: string }) =>
  request('/auth/login', ignored, { method: 'POST', body })

export const logout = () => request('/auth/logout', ignored, { method: 'POST' })

export const getMe = (signal?: AbortSignal): Promise<Result<Me>> => request('/me', meSchema, { signal })
