import { idSchema } from '@nightjar/shared/domain/ids.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { z } from 'zod'
import type { Context } from '../../context/context.ts'
import { parse } from '../../context/parse.ts'
import { locateMedia, type MediaPorts } from './locate-media.ts'
import { shiftFragments } from './shift-fragments.ts'

export const fragmentsQuerySchema = z.object({
  runZero: z
    .string()
    .regex(/^-?\d{1,13}$/, 'whole milliseconds, such as 8000 or -4000')
    .meta({ description: 'Where the zero of the run lies on the time axis of the playlist, ms; may be negative.' }),
  init: z.literal('yes').optional().meta({ description: 'With the initialisation before the fragments.' }),
})

/** What a playlist names of one segment. No redirect: players and archives agree on too little for that. */
export interface PlaylistPart {
  readonly byteLength: number
  /** Nothing is asked of the site or the archive before. */
  send(signal: AbortSignal): Promise<ReadableStream<Uint8Array>>
}

/**
 * The initialisation of a segment, at an address of its own: VLC and GStreamer go astray where it is a range of a file.
 * @throws AppError `media.gone`, `media.not-here` (the site is offline), `resource.not-found`.
 */
export async function openInit(context: Context, ports: MediaPorts, id: unknown): Promise<PlaylistPart> {
  const { manifest, send } = await locateMedia(context, ports, parse(idSchema, id), undefined)
  const range = { start: 0, end: manifest.initLength }
  return { byteLength: manifest.initLength, send: signal => send(range, signal) }
}

/**
 * The fragments of a segment with their times counted from elsewhere. What is stored stays as it is.
 * @throws AppError `media.gone`, `media.not-here` (the site is offline), `resource.not-found`, `input.invalid`.
 */
export async function openFragments(
  context: Context,
  ports: MediaPorts,
  id: unknown,
  query: unknown,
): Promise<PlaylistPart> {
  const { runZero, init } = parse(fragmentsQuerySchema, query)
  const runZeroMs = Number(runZero)
  const { manifest, send } = await locateMedia(context, ports, parse(idSchema, id), undefined)
  const { initLength, byteLength, mediaStartMs } = manifest
  if (runZeroMs + mediaStartMs < 0)
    throw new AppError('input.invalid', {
      fields: [{ pointer: '/runZero', detail: `the segment would begin before zero; use ${-mediaStartMs} or more` }],
    })
  const withInit = init === 'yes'
  return {
    byteLength: withInit ? byteLength : byteLength - initLength,
    send: async signal => {
      const file = await send({ start: 0, end: byteLength }, signal)
      return file.pipeThrough(shiftFragments(runZeroMs, withInit))
    },
  }
}
