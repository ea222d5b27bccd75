import { adoptKeysSchema, type Camera } from '@nightjar/shared/api/camera.ts'
import { endpointOf } from '@nightjar/shared/camera-address/stored-endpoint.ts'
import { writeAudit } from '../../audit/write-audit.ts'
import type { Context } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import { transaction } from '../../db/transaction.ts'
import { authorizeSomewhere } from '../../policy/authorize.ts'
import { publishConfig } from '../config/publish-config.ts'
import { type Adoption, adoptionFacts, planAdoption, storeAdoption } from './adopt-key.ts'
import { cameraActions } from './audit-actions.ts'
import { type CameraRow, cameraFor } from './camera-for.ts'
import { presentCameras } from './present.ts'
import { refuseSource } from './refuse-source.ts'

/**
 * Trusts one key at one host and port for several cameras of one agent, as `adoptKey` does for one: the channels of a
 * recorder. All of them or none; each has its own entry in the audit log.
 * @throws AppError as `adoptKey`, with the place in the list; `camera.source-refused` where one is at another agent, host
 *   or port; `resource.not-found` and `auth.forbidden` where one is not the caller's to manage.
 */
export async function adoptKeys(context: Context, input: unknown): Promise<Camera[]> {
  authorizeSomewhere(context, 'camera.manage')
  const { tlsPin, cameras: wanted } = parse(adoptKeysSchema, input)
  const adoptions: Adoption[] = []
  for (const [index, { cameraId, ...place }] of wanted.entries()) {
    const camera = await cameraFor(context.db, context, 'camera.manage', cameraId)
    adoptions.push(await planAdoption(context.db, camera, place, `/cameras/${index}`))
  }
  const { camera: first } = assertTogether(adoptions)
  await transaction(context, async tx => {
    // In one order, so that two requests over the same cameras do not wait for each other.
    for (const [index, adoption] of [...adoptions.entries()].sort(([, a], [, b]) =>
      a.camera.id < b.camera.id ? -1 : 1,
    ))
      await storeAdoption(tx, adoption, tlsPin, `/cameras/${index}`)
    await publishConfig(tx, context, first.agentId)
    for (const adoption of adoptions)
      for (const facts of adoptionFacts(adoption, tlsPin)) {
        const subject = { kind: 'camera' as const, id: adoption.camera.id }
        await writeAudit(tx, context, { action: cameraActions.adopted, subject, facts })
      }
  })
  const rows: CameraRow[] = []
  for (const { camera } of adoptions) rows.push(await cameraFor(context.db, context, 'camera.manage', camera.id))
  return presentCameras(context, rows)
}

/** The first one, where all are at its agent, host and port: whose key was compared is compared for those alone. */
function assertTogether([first, ...others]: readonly Adoption[]): Adoption {
  for (const [index, { camera, url }] of others.entries())
    if (camera.agentId !== first!.camera.agentId || endpointOf(url) !== endpointOf(first!.url))
      throw refuseSource(
        `/cameras/${index + 1}`,
        `${camera.name} is at another agent, host or port than ${first!.camera.name}. Adopt its key for itself.`,
      )
  return first!
}
