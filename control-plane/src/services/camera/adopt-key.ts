import { adoptKeySchema, type Camera } from '@nightjar/shared/api/camera.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { and, eq } from 'drizzle-orm'
import { writeAudit } from '../../audit/write-audit.ts'
import type { Context } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import { cameras } from '../../db/schema/cameras.ts'
import { streams } from '../../db/schema/streams.ts'
import { transaction } from '../../db/transaction.ts'
import { publishConfig } from '../config/publish-config.ts'
import { cameraActions } from './audit-actions.ts'
import { cameraFor } from './camera-for.ts'
import { endpointOf, isEncrypted } from './endpoint-of.ts'
import { keyFacts } from './key-facts.ts'
import { loadStreams } from './load-streams.ts'
import { presentCamera } from './present.ts'
import { refuseSource } from './refuse-source.ts'

/**
 * Trusts the key that a camera shows, at the host and port of one of its streams, in place of the one adopted before.
 * Who decides has to name both: a key that somebody else adopted meanwhile is not replaced unseen.
 * @throws AppError `resource.conflict` where another key is adopted than the one to be replaced, `camera.source-refused`
 *   for a stream without encryption.
 */
export async function adoptKey(context: Context, cameraId: string, input: unknown): Promise<Camera> {
  const before = await cameraFor(context.db, context, 'camera.manage', cameraId)
  const { streamId, tlsPin, replaces } = parse(adoptKeySchema, input)
  const own = await loadStreams(context.db, [before])
  const stream = own.find(({ id }) => id === streamId)
  if (!stream) throw new AppError('resource.not-found')
  if (!isEncrypted(stream.url)) throw refuseSource('/streamId', 'Only a stream with an rtsps:// address has a key.')
  if (stream.tlsPin !== replaces) throw new AppError('resource.conflict')
  const there = own.filter(({ url }) => isEncrypted(url) && endpointOf(url) === endpointOf(stream.url))
  await transaction(context, async tx => {
    // The version says whether what was read above still holds.
    const updated = await tx
      .update(cameras)
      .set({ version: before.version + 1 })
      .where(and(eq(cameras.id, cameraId), eq(cameras.version, before.version)))
      .returning({ id: cameras.id })
    if (updated.length === 0) throw new AppError('resource.conflict')
    for (const { id } of there) await tx.update(streams).set({ tlsPin }).where(eq(streams.id, id))
    await publishConfig(tx, context, before.agentId)
    for (const facts of keyFacts([{ url: stream.url, before: replaces, after: tlsPin }]))
      await writeAudit(tx, context, { action: cameraActions.adopted, subject: { kind: 'camera', id: cameraId }, facts })
  })
  return presentCamera(context, await cameraFor(context.db, context, 'camera.manage', cameraId))
}
