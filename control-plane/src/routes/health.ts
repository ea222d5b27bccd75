import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { z } from 'zod'
import { defineRoute, reply } from '../http/define-route.ts'
import type { Register } from '../http/register.ts'
import { checkHealth } from '../platform/health.ts'
import type { AppParts } from './parts.ts'

const healthSchema = z
  .object({ status: z.literal('up'), roles: z.record(z.string(), z.string()), warnings: z.array(z.string()) })
  .meta({ id: 'Health' })

const read = defineRoute({
  method: 'get',
  path: '/healthz',
  policy: 'public',
  tags: ['health'],
  summary: 'Is every role up?',
  responses: { 200: reply(healthSchema, 'Every role is up. 503 names those that are not.') },
})

export function healthRoutes({ add }: Register, { health }: AppParts): void {
  add(read, async c => {
    const { ok, roles, warnings } = await checkHealth(health)
    if (ok) return c.json({ status: 'up' as const, roles, warnings: [...warnings] }, 200)
    const down = Object.entries(roles).filter(([, state]) => state !== 'up')
    throw new AppError('service.unavailable', {
      message: `Not ready: ${down.map(([role, state]) => `${role} ${state}`).join(', ')}.`,
      retryAfterSeconds: 2,
    })
  })
}
