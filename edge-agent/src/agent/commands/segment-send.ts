import { join } from 'node:path'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { segmentSend } from '@nightjar/shared/protocol/commands/segment-send.ts'
import type { SegmentIndex } from '../../index/segment-index.ts'
import type { CommandHandler } from '../../link/command-handler.ts'
import type { Disk } from '../../platform/disk.ts'
import { sendSegment } from '../../playback/send-segment.ts'

/** @param deps.relayUrl throws AppError `live.unavailable` for a relay that is not in the signed configuration. */
export const handleSegmentSend =
  (deps: {
    index: Pick<SegmentIndex, 'segmentFile'>
    disk: Disk
    segmentsDir: string
    relayUrl: (relay: string) => string
  }): CommandHandler<typeof segmentSend> =>
  async (_commandId, { segmentId, offset, length, relay, publishTicket }) => {
    const file = deps.index.segmentFile(segmentId)
    if (!file) throw new AppError('media.gone', { detail: 'segment is not in the index' })
    if (offset + length > file.byteLength) throw new AppError('input.invalid', { detail: 'range is past the end' })
    await sendSegment({
      disk: deps.disk,
      path: join(deps.segmentsDir, file.path),
      offset,
      length,
      relayUrl: deps.relayUrl(relay),
      publishTicket,
    })
    return null
  }
