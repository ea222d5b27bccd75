import type { OpenAPIHono } from '@hono/zod-openapi'
import type { AppEnv } from '../middleware/env.ts'

/** OpenAPI 3.1 from the same schemas that check requests. */
export function openApiDocument(app: OpenAPIHono<AppEnv>): Record<string, unknown> {
  const document = app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Nightjar',
      version: '1',
      description:
        'Errors are RFC 9457 problem details. Changes need the session cookie and, from a browser, the page at the same origin.',
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    servers: [{ url: '/' }],
  })
  document.components = {
    ...document.components,
    securitySchemes: {
      session: {
        type: 'apiKey',
        in: 'cookie',
        name: '__Host-sid',
        description: 'Set by login and setup; named `nj_sid` where Nightjar is served by plain HTTP.',
      },
      agentToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT', description: 'An enrolled agent.' },
    },
  }
  return document as unknown as Record<string, unknown>
}
