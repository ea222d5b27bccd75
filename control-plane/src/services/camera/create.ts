import { type Camera, createCameraSchema } from '@nightjar/shared/api/camera.ts'
import { recordingSettingsSchema } from '@nightjar/shared/domain/camera.ts'
import { writeAudit } from '../../audit/write-audit.ts'
import type { Context } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import { cameras } from '../../db/schema/cameras.ts'
import { transaction } from '../../db/transaction.ts'
import { authorizeSomewhere } from '../../policy/authorize.ts'
import { publishConfig } from '../config/publish-config.ts'
import { cameraActions } from './audit-actions.ts'
import { cameraFor } from './camera-for.ts'
import { chooseAgent, loopbackOf } from './choose-agent.ts'
import { hostOf } from './host-of.ts'
import { keyFacts } from './key-facts.ts'
import { planPins } from './plan-pins.ts'
import { presentCamera } from './present.ts'
import { readSources, refuseUnfilled, urlsOf } from './read-sources.ts'
import { sealForAgent } from './seal-for-agent.ts'
import { insertStream, planStreams } from './stream-rows.ts'

/**
 * Adds a camera to an agent and tells the agent. The password is sealed to the agent before anything is written, so
 * that it is stored nowhere in the clear.
 * @throws AppError `camera.source-refused`, `input.invalid`; nothing is saved then.
 */
export async function createCamera(context: Context, input: unknown): Promise<Camera> {
  authorizeSomewhere(context, 'camera.manage')
  const request = parse(createCameraSchema, input)
  const agent = await chooseAgent(context.db, context, request.agentId)
  const sources = readSources(request, await loopbackOf(context.db, context.actor, agent.id))
  if (sources.credentials === null) refuseUnfilled(urlsOf(sources))
  const credentials =
    sources.credentials && (await sealForAgent(context.db, agent, sources.credentials, urlsOf(sources)))
  const plans = planStreams(sources, planPins(sources.url, request.tlsPin, []))
  const id = context.ids.next()
  await transaction(context, async tx => {
    // Again, inside: the agent may have been revoked in between.
    await chooseAgent(tx, context, agent.id)
    await tx.insert(cameras).values({
      id,
      organisationId: context.actor.organisationId,
      siteId: agent.siteId,
      agentId: agent.id,
      name: request.name,
      credentials,
      recording: recordingSettingsSchema.parse({ mode: 'continuous', ...request.recording }),
      version: 1,
      createdAtMs: context.clock.wallMs(),
    })
    for (const plan of plans) await insertStream(tx, context, id, plan, request.transport)
    await publishConfig(tx, context, agent.id)
    const keys = plans.map(({ url, tlsPin }) => ({ url, before: null, after: tlsPin }))
    for (const facts of keyFacts(keys))
      await writeAudit(tx, context, { action: cameraActions.adopted, subject: { kind: 'camera', id }, facts })
    await writeAudit(tx, context, {
      action: cameraActions.created,
      subject: { kind: 'camera', id },
      facts: { name: request.name, agentId: agent.id, host: hostOf(sources.url), hasCredentials: credentials !== null },
    })
  })
  return presentCamera(context, await cameraFor(context.db, context, 'camera.manage', id))
}
