import type { streamOpen } from '@nightjar/shared/protocol/commands/stream-open.ts'
import type { CommandHandler } from '../../link/command-handler.ts'
import type { RecorderHost } from '../../recorder/host.ts'

/** @param deps.relayUrl throws AppError `live.unavailable` for a relay that is not in the signed configuration. */
export const handleStreamOpen =
  (deps: { recorder: RecorderHost; relayUrl: (relay: string) => string }): CommandHandler<typeof streamOpen> =>
  async (commandId, { streamId, relay, publishTicket }) => {
    await deps.recorder.openLive({ commandId, streamId, relayUrl: deps.relayUrl(relay), publishTicket })
    return null
  }
