import {
  type AgentAddress,
  type MessageDefinition,
  type PayloadOf,
  parseTopic,
} from '@nightjar/shared/protocol/define-message.ts'
import { command } from '@nightjar/shared/protocol/messages/command.ts'
import { configHint } from '@nightjar/shared/protocol/messages/config-hint.ts'
import { outboxAck } from '@nightjar/shared/protocol/messages/outbox-ack.ts'
import type { Log } from '../platform/log.ts'

const down = [configHint, command, outboxAck] as const
type DownMessage = (typeof down)[number]

/** What is done with each message of the control plane. None may throw. */
export interface DownHandlers {
  configHint(payload: PayloadOf<typeof configHint>): void
  command(payload: PayloadOf<typeof command>): void
  outboxAck(payload: PayloadOf<typeof outboxAck>): void
}

/** Takes what arrives on any topic and hands on what is for this agent and has its form. */
export function createReceiver({
  address,
  handlers,
  log,
}: {
  address: AgentAddress
  handlers: DownHandlers
  log: Log
}) {
  function dispatch(message: DownMessage, payload: unknown): void {
    if (message === configHint) handlers.configHint(payload as PayloadOf<typeof configHint>)
    else if (message === command) handlers.command(payload as PayloadOf<typeof command>)
    else handlers.outboxAck(payload as PayloadOf<typeof outboxAck>)
  }

  return (topic: string, payload: Uint8Array): void => {
    const parsed = parseTopic(topic)
    const message = down.find(candidate => candidate.leaf === parsed?.leaf)
    if (!message || parsed?.agentId !== address.agentId) {
      log.warn({ topic }, 'message on an unknown topic')
      return
    }
    const result = parsePayload(message, payload)
    if (result) dispatch(message, result)
    else log.warn({ message: message.name }, 'message does not have its form; ignored')
  }
}

function parsePayload(message: MessageDefinition, payload: Uint8Array): unknown {
  try {
    return message.schema.parse(JSON.parse(Buffer.from(payload).toString('utf8')))
  } catch {
    return null
  }
}
