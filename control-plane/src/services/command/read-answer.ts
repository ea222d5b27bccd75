import { idSchema } from '@nightjar/shared/domain/ids.ts'
import { errorCodes } from '@nightjar/shared/errors/codes.ts'
import { cameraProbe } from '@nightjar/shared/protocol/commands/camera-probe.ts'
import {
  type CommandAnswer,
  type CommandResult,
  commandResult,
} from '@nightjar/shared/protocol/messages/command-result.ts'
import { z } from 'zod'

/** Looser than `command.result`: an answer in another form ends the waiting too, as a failure of the agent. */
export const arrivedAnswerSchema = z.looseObject({ commandId: idSchema })
export type ArrivedAnswer = z.infer<typeof arrivedAnswerSchema>

/** What can go wrong at a site. Anything else, such as that somebody is not signed in, is not an agent's to say. */
const believed = /^((camera|agent|live|media|disk)\.|(resource\.not-found|input\.invalid|service\.unavailable)$)/

/** What an agent's answer to a command of this verb says. One that has not the command's form is never believed. */
export function readAnswer(verb: string, arrived: ArrivedAnswer): CommandAnswer {
  const current = translated(verb, arrived)
  if (current?.ok ? current.verb === verb : current && believed.test(current.code)) return current!
  const { commandId } = arrived
  return { commandId, ok: false, code: 'agent.protocol', message: errorCodes['agent.protocol'].remedy }
}

/** In the form of today; null for what is in none. Agents of protocol 1 say `probe`, and null for all but a probe. */
function translated(verb: string, arrived: ArrivedAnswer): CommandAnswer | null {
  const said = parsed(arrived)
  if (said === null || !('probe' in said)) return said
  const result = verb === cameraProbe.verb ? said.probe : null
  const again = parsed({ commandId: said.commandId, ok: true, verb, result })
  return again && 'probe' in again ? null : again
}

function parsed(value: unknown): CommandResult | null {
  const { success, data } = commandResult.schema.safeParse(value)
  return success ? data : null
}
