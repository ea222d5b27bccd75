import {
  adoptKeySchema,
  adoptKeysSchema,
  cameraSchema,
  createCameraSchema,
  probeReplySchema,
  probeRequestSchema,
  updateCameraSchema,
} from '@nightjar/shared/api/camera.ts'
import { pageOf } from '@nightjar/shared/api/page.ts'
import { idSchema } from '@nightjar/shared/domain/ids.ts'
import { z } from 'zod'
import { defineRoute, json, reply } from '../http/define-route.ts'
import type { Register } from '../http/register.ts'
import { contextOf } from '../middleware/env.ts'
import { adoptKey } from '../services/camera/adopt-key.ts'
import { adoptKeys } from '../services/camera/adopt-keys.ts'
import { createCamera } from '../services/camera/create.ts'
import { deleteCamera } from '../services/camera/delete.ts'
import { getCamera } from '../services/camera/get.ts'
import { listCameras } from '../services/camera/list.ts'
import { probeCamera } from '../services/camera/probe.ts'
import { updateCamera } from '../services/camera/update.ts'
import { makeRunCommand } from '../services/command/run-command.ts'
import { etagOf, versionOf } from './etag.ts'
import type { AppParts } from './parts.ts'

const params = z.object({ id: idSchema })
const tags = ['cameras']

const list = defineRoute({
  method: 'get',
  path: '/api/v1/cameras',
  policy: 'camera.read',
  tags,
  summary: 'List the cameras',
  responses: { 200: reply(pageOf(cameraSchema), 'The cameras that the caller may see, oldest first.') },
})

const create = defineRoute({
  method: 'post',
  path: '/api/v1/cameras',
  policy: 'camera.manage',
  tags,
  summary: 'Add a camera',
  description: 'A password in the address is moved out of it, sealed to the agent, and never shown again.',
  request: { body: json(createCameraSchema) },
  responses: { 201: reply(cameraSchema, 'The new camera; its agent begins within seconds.') },
})

const probe = defineRoute({
  method: 'post',
  path: '/api/v1/cameras/probe',
  policy: 'camera.manage',
  tags,
  summary: 'Have an agent look at a camera, without saving anything',
  request: { body: json(probeRequestSchema) },
  responses: { 200: reply(probeReplySchema, 'What the camera sends.') },
})

const get = defineRoute({
  method: 'get',
  path: '/api/v1/cameras/{id}',
  policy: 'camera.read',
  tags,
  summary: 'One camera',
  request: { params },
  responses: { 200: reply(cameraSchema, 'The camera; its version is the ETag.') },
})

const update = defineRoute({
  method: 'patch',
  path: '/api/v1/cameras/{id}',
  policy: 'camera.manage',
  tags,
  summary: 'Change a camera',
  description: 'With If-Match the change is refused (409) where somebody else was faster.',
  request: { params, body: json(updateCameraSchema) },
  responses: { 200: reply(cameraSchema, 'The camera as it is now.') },
})

const adopt = defineRoute({
  method: 'post',
  path: '/api/v1/cameras/{id}/adopt-key',
  policy: 'camera.manage',
  tags,
  summary: 'Trust the TLS key that a camera shows',
  description:
    'Name the key that is adopted now in `replaces`, null for none: where it is another one meanwhile, this is refused (409). Compare the fingerprint with the camera first; recording goes on once its agent has the new configuration.',
  request: { params, body: json(adoptKeySchema) },
  responses: { 200: reply(cameraSchema, 'The camera as it is now.') },
})

const adoptForAll = defineRoute({
  method: 'post',
  path: '/api/v1/cameras/adopt-keys',
  policy: 'camera.manage',
  tags,
  summary: 'Trust one TLS key for several cameras at one host and port',
  description:
    'For the channels of a recorder: cameras of one agent whose encrypted streams lead to the same host and port. As `adopt-key` for each of them, all or none.',
  request: { body: json(adoptKeysSchema) },
  responses: { 200: reply(pageOf(cameraSchema), 'The cameras as they are now, in the order asked.') },
})

const remove = defineRoute({
  method: 'delete',
  path: '/api/v1/cameras/{id}',
  policy: 'camera.manage',
  tags,
  summary: 'Delete a camera',
  description: 'Its agent stops it. Recordings are kept until their retention ends, but are no longer listed.',
  request: { params },
  responses: { 204: { description: 'Deleted.' } },
})

export function cameraRoutes({ add }: Register, { commandResults }: AppParts): void {
  const run = makeRunCommand(commandResults)
  add(list, async c => c.json({ items: await listCameras(contextOf(c)), nextCursor: null }, 200))
  add(create, async c => {
    const camera = await createCamera(contextOf(c), c.req.valid('json'))
    return c.json(camera, 201, etagOf(camera))
  })
  add(probe, async c => c.json(await probeCamera(contextOf(c), c.req.valid('json'), run), 200))
  add(get, async c => {
    const camera = await getCamera(contextOf(c), c.req.valid('param').id)
    return c.json(camera, 200, etagOf(camera))
  })
  add(update, async c => {
    const expected = versionOf(c.req.header('if-match'))
    const camera = await updateCamera(contextOf(c), c.req.valid('param').id, c.req.valid('json'), expected)
    return c.json(camera, 200, etagOf(camera))
  })
  add(adopt, async c => {
    const camera = await adoptKey(contextOf(c), c.req.valid('param').id, c.req.valid('json'))
    return c.json(camera, 200, etagOf(camera))
  })
  add(adoptForAll, async c => {
    const items = await adoptKeys(contextOf(c), c.req.valid('json'))
    return c.json({ items, nextCursor: null }, 200)
  })
  add(remove, async c => {
    await deleteCamera(contextOf(c), c.req.valid('param').id)
    return c.body(null, 204)
  })
}
