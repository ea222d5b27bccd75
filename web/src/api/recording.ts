import { pageOf } from '@nightjar/shared/api/page.ts'
import { segmentSchema, timelineSchema } from '@nightjar/shared/api/recording.ts'
import { toIso } from '@nightjar/shared/domain/time.ts'
import { request } from './client.ts'

/** [fromMs, toMs), epoch milliseconds; at most 31 days. `resolution`: seconds that need not be told apart. */
export const getTimeline = (
  cameraId: string,
  { fromMs, toMs, resolution }: { readonly fromMs: number; readonly toMs: number; readonly resolution: number },
  signal?: AbortSignal,
) =>
  request(`/cameras/${cameraId}/timeline`, timelineSchema, {
    signal,
    query: { from: toIso(fromMs), to: toIso(toMs), ...(resolution > 0 && { resolution }) },
  })

export const getSegments = (cameraId: string, fromMs: number, toMs: number, signal?: AbortSignal) =>
  request(`/cameras/${cameraId}/segments`, pageOf(segmentSchema), {
    signal,
    query: { from: toIso(fromMs), to: toIso(toMs), limit: 500 },
  })
