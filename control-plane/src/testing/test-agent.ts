import { once } from 'node:events'
import type { CommandBody } from '@nightjar/shared/protocol/messages/command.ts'
import { and, eq, isNull } from 'drizzle-orm'
import { WebSocket } from 'ws'
import { commands } from '../db/schema/commands.ts'
import { channels } from '../services/channels.ts'
import { recordResult } from '../services/command/record-result.ts'
import type { MediaRig } from './media-rig.ts'
import type { MintedCamera } from './mint-camera.ts'

/** What to do with a command; throws `{ code }` to refuse it. */
export type CarryOut = (body: CommandBody, dial: (ticket: string) => Promise<WebSocket>) => Promise<void>

/** Stands where link, broker and agent stand: takes commands out of the database, dials the real relay, and answers. */
export async function startTestAgent({ harness, relayUrl }: MediaRig, camera: MintedCamera, carryOut: CarryOut) {
  const taken = new Set<string>()
  const bodies: CommandBody[] = []
  const sockets = new Set<WebSocket>()

  async function dial(publishTicket: string): Promise<WebSocket> {
    const socket = new WebSocket(`${relayUrl}/publish`)
    sockets.add(socket)
    socket.on('error', () => undefined)
    await once(socket, 'open')
    socket.send(JSON.stringify({ publishTicket }))
    return socket
  }

  async function work(): Promise<void> {
    const { db } = harness.base
    const open = await db
      .select()
      .from(commands)
      .where(and(eq(commands.agentId, camera.agentId), isNull(commands.finishedAtMs)))
    for (const { id, body } of open.filter(command => !taken.has(command.id))) {
      taken.add(id)
      bodies.push(body)
      const answer = await carryOut(body, dial).then(
        () => ({ verb: body.verb, commandId: id, ok: true as const, result: null }),
        (error: { code?: string }) => ({ commandId: id, ok: false as const, code: error.code ?? '', message: 'No.' }),
      )
      await recordResult(harness.as(camera.actor), answer)
    }
  }

  let running = Promise.resolve()
  const stop = await harness.database.listen(channels.agentWork, agentId => {
    if (agentId === camera.agentId) running = running.then(work)
  })
  return {
    /** Every command it was given. */
    bodies,
    stop: async () => {
      await stop()
      await running
      for (const socket of sockets) socket.terminate()
    },
  }
}
