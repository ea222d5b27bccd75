import { type StreamHead, streamHeadSchema } from '@nightjar/shared/live/stream-head.ts'
import { z } from 'zod'
import { streamHead } from '../stream-head.ts'
import type { RunStart } from '../track.ts'
import { maxWordsBytes } from './frame.ts'

/** Payload of a description message on a pipe: a {@link StreamHead} and what that leaves out of the {@link RunStart}. */
export interface RunHead extends StreamHead {
  readonly video: StreamHead['video'] & { readonly clockRate: number }
  readonly audio: (NonNullable<StreamHead['audio']> & { readonly clockRate: number }) | null
  readonly wallStartMs: number
  readonly isSeamless?: boolean
  readonly clockUncertaintyMs: number
  readonly clockSource: RunStart['clockSource']
}

export function runHead(run: RunStart): RunHead {
  const { wallStartMs, isSeamless, clockUncertaintyMs, clockSource, description } = run
  const { runId, video, audio } = streamHead(run, true)
  return {
    runId,
    video: { ...video, clockRate: description.video.clockRate },
    audio: audio && description.audio && { ...audio, clockRate: description.audio.clockRate },
    wallStartMs,
    ...(isSeamless === undefined ? {} : { isSeamless }),
    clockUncertaintyMs,
    clockSource,
  }
}

/** Wider than in a {@link StreamHead}: what a camera needs to be recorded is not for a viewer's limits to refuse. */
const decoderConfig = z
  .base64()
  .max(maxWordsBytes)
  .transform(text => new Uint8Array(Buffer.from(text, 'base64')))
const clockRate = z.int().min(1)
const { video, audio } = streamHeadSchema.shape

export const runStartSchema = z
  .object({
    runId: streamHeadSchema.shape.runId,
    video: video.extend({ decoderConfig, clockRate }),
    audio: audio.unwrap().extend({ decoderConfig, clockRate }).nullable(),
    wallStartMs: z.number(),
    isSeamless: z.exactOptional(z.boolean()),
    clockUncertaintyMs: z.number().min(0),
    clockSource: z.enum(['sender-report', 'arrival']),
  })
  .transform(({ video, audio, ...run }): RunStart => ({ ...run, description: { video, audio } }))

const reason = z.string().max(64)

/** Payload of a control message on a pipe: the calls of a picture sink that bring no picture. */
export const sinkWordsSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('run-ended'), reason }),
  z.object({ kind: z.literal('waiting'), reason: reason.nullable() }),
  z.object({ kind: z.literal('closed'), reason }),
])
export type SinkWords = z.infer<typeof sinkWordsSchema>
