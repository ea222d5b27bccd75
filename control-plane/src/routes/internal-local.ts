import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { RegisterInternal } from '../http/internal-app.ts'
import { contextOf } from '../middleware/env.ts'
import { listAgents } from '../services/agent/list.ts'
import { createCamera } from '../services/camera/create.ts'
import { createEnrolment } from '../services/enrolment/create.ts'
import { isSetupRequired } from '../services/setup/read-status.ts'
import { listSites } from '../services/site/list.ts'
import type { AppParts } from './parts.ts'

/**
 * What the supervisor on the same host may ask, as actor `cli`: the same verbs as everybody's. A camera on the host
 * itself passes only as far as the agent says that it was started for it.
 */
export function internalLocalRoutes({ add }: RegisterInternal, { origins }: AppParts): void {
  add('local', 'get', '/state', async c => {
    const context = contextOf(c)
    const agents = await listAgents(context)
    return c.json({
      setupRequired: await isSetupRequired(context.db),
      agents: agents.map(({ id, state }) => ({ id, state })),
    })
  })
  add('local', 'post', '/enrolment', async c => {
    const context = contextOf(c)
    const [site] = await listSites(context)
    if (!site) throw new AppError('resource.not-found')
    return c.json(await createEnrolment(context, site.id, origins.allowed[0] ?? 'http://localhost'), 201)
  })
  add('local', 'post', '/cameras', async c => c.json(await createCamera(contextOf(c), await c.req.json()), 201))
}
