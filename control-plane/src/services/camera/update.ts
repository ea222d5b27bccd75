import { type Camera, updateCameraSchema } from '@nightjar/shared/api/camera.ts'
import { recordingSettingsSchema, type TransportChoice } from '@nightjar/shared/domain/camera.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { and, eq } from 'drizzle-orm'
import { writeAudit } from '../../audit/write-audit.ts'
import type { Context } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import type { Tx } from '../../db/client.ts'
import { cameras } from '../../db/schema/cameras.ts'
import { streams } from '../../db/schema/streams.ts'
import { transaction } from '../../db/transaction.ts'
import { publishConfig } from '../config/publish-config.ts'
import { cameraActions } from './audit-actions.ts'
import { cameraFor } from './camera-for.ts'
import { changeSources } from './change-sources.ts'
import { loopbackOf } from './choose-agent.ts'
import { type KeyChange, keyFacts } from './key-facts.ts'
import { loadSealingAgent } from './load-sealing-agent.ts'
import { loadStreams, type StreamRow } from './load-streams.ts'
import { planPins } from './plan-pins.ts'
import { presentCamera } from './present.ts'
import { urlsOf } from './read-sources.ts'
import { sealForAgent } from './seal-for-agent.ts'
import { insertStream, planStreams, type StreamPlan } from './stream-rows.ts'

/**
 * Changes a camera's settings and tells its agent.
 * @param expectedVersion of If-Match; null changes whatever is there.
 * @throws AppError `resource.conflict` where somebody changed it in between.
 */
export async function updateCamera(
  context: Context,
  cameraId: string,
  input: unknown,
  expectedVersion: number | null,
): Promise<Camera> {
  const before = await cameraFor(context.db, context, 'camera.manage', cameraId)
  const patch = parse(updateCameraSchema, input)
  const own = await loadStreams(context.db, [before])
  const loopback = await loopbackOf(context.db, context.actor, before.agentId)
  const change = changeSources(before, own, patch, loopback)
  const plans = planStreams(change, planPins(change.url, patch.tlsPin, own))
  const sealed = change.credentials
    ? await sealForAgent(context.db, await loadSealingAgent(context.db, before), change.credentials, urlsOf(change))
    : change.credentials
  await transaction(context, async tx => {
    // What was read above is what is changed: the version says whether it still holds.
    const updated = await tx
      .update(cameras)
      .set({
        name: patch.name ?? before.name,
        recording: recordingSettingsSchema.parse({ ...before.recording, ...patch.recording }),
        ...(sealed === undefined ? {} : { credentials: sealed }),
        version: before.version + 1,
      })
      .where(and(eq(cameras.id, cameraId), eq(cameras.version, before.version)))
      .returning({ id: cameras.id })
    if (updated.length === 0 || (expectedVersion !== null && expectedVersion !== before.version)) {
      throw new AppError('resource.conflict')
    }
    await changeStreams(tx, context, cameraId, own, plans, patch.transport ?? own[0]!.transport)
    await publishConfig(tx, context, before.agentId)
    for (const facts of keyFacts(keyChanges(plans, own)))
      await writeAudit(tx, context, { action: cameraActions.adopted, subject: { kind: 'camera', id: cameraId }, facts })
    await writeAudit(tx, context, {
      action: cameraActions.updated,
      subject: { kind: 'camera', id: cameraId },
      facts: { changed: Object.keys(patch).sort(), version: before.version + 1 },
    })
  })
  return presentCamera(context, await cameraFor(context.db, context, 'camera.manage', cameraId))
}

/** Of the addresses that there are now; who leaves a host leaves its key behind, and that is no decision on a key. */
const keyChanges = (plans: readonly StreamPlan[], own: readonly StreamRow[]): KeyChange[] =>
  plans.map(({ url, tlsPin }) => ({ url, before: planPins(url, undefined, own)(url), after: tlsPin }))

/** A stream keeps its id when its address changes: it is still the camera's main or smaller stream. */
async function changeStreams(
  tx: Tx,
  context: Context,
  cameraId: string,
  own: readonly StreamRow[],
  plans: readonly StreamPlan[],
  transport: TransportChoice,
): Promise<void> {
  for (const stream of own) {
    const plan = plans.find(({ place }) => place === stream.place)
    if (!plan) await tx.delete(streams).where(eq(streams.id, stream.id))
    else
      await tx
        .update(streams)
        .set({ ...plan, transport })
        .where(eq(streams.id, stream.id))
  }
  for (const plan of plans) {
    if (!own.some(({ place }) => place === plan.place)) await insertStream(tx, context, cameraId, plan, transport)
  }
}
