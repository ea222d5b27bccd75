import { z } from 'zod'
import { defineRoute, reply } from '../http/define-route.ts'
import type { Register } from '../http/register.ts'

const read = defineRoute({
  method: 'get',
  path: '/api/v1/openapi.json',
  policy: 'public',
  tags: ['openapi'],
  summary: 'This document',
  responses: { 200: reply(z.looseObject({}), 'OpenAPI 3.1.') },
})

export function openapiRoutes({ add, document }: Register): void {
  let made: Record<string, unknown> | undefined
  add(read, c => {
    // Made at the first request: by then all routes are registered.
    made ??= document()
    return c.json(made, 200)
  })
}
