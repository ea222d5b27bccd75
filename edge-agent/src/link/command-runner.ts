import { toAppError } from '@nightjar/shared/errors/app-error.ts'
import type { Command, CommandBody } from '@nightjar/shared/protocol/messages/command.ts'
import { commandResult, type ProbeResult } from '@nightjar/shared/protocol/messages/command-result.ts'
import type { ServerClock } from '../api/server-clock.ts'
import type { Log } from '../platform/log.ts'
import type { MqttSession } from './mqtt-session.ts'

type BodyOf<Verb extends CommandBody['verb']> = Extract<CommandBody, { verb: Verb }>

/** Carries out one verb. Throws an AppError when it cannot. */
export interface CommandHandlers {
  'camera.probe'(id: string, body: BodyOf<'camera.probe'>): Promise<ProbeResult>
  'stream.open'(id: string, body: BodyOf<'stream.open'>): Promise<void>
  'segment.send'(id: string, body: BodyOf<'segment.send'>): Promise<void>
}

/** What the runner needs of the index: at most once, also across restarts. */
export interface CommandMemory {
  commandSeen(id: string): boolean
  rememberCommand(id: string, untilMs: number, nowMs: number): void
}

const rememberMs = 24 * 3_600_000

export function createCommandRunner(deps: {
  handlers: CommandHandlers
  memory: CommandMemory
  session: MqttSession
  serverClock: ServerClock
  log: Log
}) {
  async function carryOut(command: Command): Promise<ProbeResult | null> {
    const { body } = command
    switch (body.verb) {
      case 'camera.probe':
        return deps.handlers['camera.probe'](command.id, body)
      case 'stream.open':
        await deps.handlers['stream.open'](command.id, body)
        return null
      case 'segment.send':
        await deps.handlers['segment.send'](command.id, body)
        return null
    }
  }

  async function answer(payload: Parameters<typeof deps.session.publish<typeof commandResult>>[1]): Promise<void> {
    await deps.session
      .publish(commandResult, payload)
      .catch(error => deps.log.warn({ err: error, commandId: payload.commandId }, 'answer to a command was lost'))
  }

  return async (command: Command): Promise<void> => {
    const { id, body } = command
    if (deps.memory.commandSeen(id)) return deps.log.debug({ id }, 'command was already carried out')
    const now = deps.serverClock.nowMs()
    if (now > command.deadlineMs) return deps.log.info({ id, verb: body.verb }, 'command came too late; refused')
    deps.memory.rememberCommand(id, now + rememberMs, now)
    deps.log.info({ id, verb: body.verb, actor: command.actor }, 'command')
    try {
      await answer({ commandId: id, ok: true, probe: await carryOut(command) })
    } catch (error) {
      const failure = toAppError(error)
      deps.log.warn({ id, verb: body.verb, code: failure.code, detail: failure.detail }, 'command failed')
      await answer({ commandId: id, ok: false, code: failure.code, message: failure.publicMessage.slice(0, 300) })
    }
  }
}
