import { adoptKeySchema, type Camera } from '@nightjar/shared/api/camera.ts'
import { endpointOf, isEncrypted } from '@nightjar/shared/camera-address/stored-endpoint.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { and, eq, inArray } from 'drizzle-orm'
import { writeAudit } from '../../audit/write-audit.ts'
import type { Context } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import type { Db, Tx } from '../../db/client.ts'
import { cameras } from '../../db/schema/cameras.ts'
import { streams } from '../../db/schema/streams.ts'
import { transaction } from '../../db/transaction.ts'
import { publishConfig } from '../config/publish-config.ts'
import { cameraActions } from './audit-actions.ts'
import { type CameraRow, cameraFor } from './camera-for.ts'
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
  const { tlsPin, ...place } = parse(adoptKeySchema, input)
  const adoption = await planAdoption(context.db, before, place, '')
  await transaction(context, async tx => {
    await storeAdoption(tx, adoption, tlsPin)
    await publishConfig(tx, context, before.agentId)
    for (const facts of adoptionFacts(adoption, tlsPin))
      await writeAudit(tx, context, { action: cameraActions.adopted, subject: { kind: 'camera', id: cameraId }, facts })
  })
  return presentCamera(context, await cameraFor(context.db, context, 'camera.manage', cameraId))
}

/** Where a key is to be trusted, and which is in force there. */
export interface Adoption {
  readonly camera: CameraRow
  /** Of the stream that was named. */
  readonly url: string
  /** Base64 SHA-256 of the key; null: none. */
  readonly replaces: string | null
  /** Of the camera, at the same host and port. */
  readonly streamIds: readonly string[]
}

/**
 * @param place what was seen when it was decided.
 * @param pointer of the place within the request, for its errors.
 * @throws AppError as {@link adoptKey}, `resource.not-found`
 */
export async function planAdoption(
  db: Db,
  camera: CameraRow,
  place: { readonly streamId: string; readonly replaces: string | null },
  pointer: string,
): Promise<Adoption> {
  const own = await loadStreams(db, [camera])
  const stream = own.find(({ id }) => id === place.streamId)
  if (!stream) throw new AppError('resource.not-found')
  if (!isEncrypted(stream.url))
    throw refuseSource(`${pointer}/streamId`, 'Only a stream with an rtsps:// address has a key.')
  if (stream.tlsPin !== place.replaces) throw replacedMeanwhile(camera, pointer)
  const there = own.filter(({ url }) => isEncrypted(url) && endpointOf(url) === endpointOf(stream.url))
  return { camera, url: stream.url, replaces: place.replaces, streamIds: there.map(({ id }) => id) }
}

const replacedMeanwhile = ({ name }: CameraRow, pointer: string): AppError => {
  const detail = `The key or another setting of ${name} was changed meanwhile.`
  const message = `${detail} No key was adopted. Compare again what is shown now.`
  return new AppError('resource.conflict', { message, fields: [{ pointer: `${pointer}/replaces`, detail }] })
}

/** @throws AppError `resource.conflict` where the camera was changed since it was planned. */
export async function storeAdoption(
  tx: Tx,
  { camera, streamIds }: Adoption,
  tlsPin: string,
  pointer = '',
): Promise<void> {
  // The version says whether what was read before still holds.
  const updated = await tx
    .update(cameras)
    .set({ version: camera.version + 1 })
    .where(and(eq(cameras.id, camera.id), eq(cameras.version, camera.version)))
    .returning({ id: cameras.id })
  if (updated.length === 0) throw replacedMeanwhile(camera, pointer)
  await tx
    .update(streams)
    .set({ tlsPin })
    .where(inArray(streams.id, [...streamIds]))
}

/** For the audit log; none where the key is the one that was in force. */
export const adoptionFacts = ({ url, replaces }: Adoption, tlsPin: string) =>
  keyFacts([{ url, before: replaces, after: tlsPin }])
