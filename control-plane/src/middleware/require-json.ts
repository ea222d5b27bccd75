import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { createMiddleware } from 'hono/factory'
import type { AppEnv } from './env.ts'

/** Bodies are JSON and say so: the content types that a foreign form can send are refused outright. */
export const requireJson = createMiddleware<AppEnv>(async (c, next) => {
  const type = c.req.header('content-type')?.split(';', 1)[0]?.trim().toLowerCase()
  if (type !== 'application/json') throw new AppError('input.malformed-json')
  await next()
})
