import type { MessageDefinition } from './define-message.ts'
import { agentStatus } from './messages/agent-status.ts'
import { command } from './messages/command.ts'
import { commandResult } from './messages/command-result.ts'
import { configApplied } from './messages/config-applied.ts'
import { configHint } from './messages/config-hint.ts'
import { outboxAck } from './messages/outbox-ack.ts'
import { recordsAppended } from './messages/records-appended.ts'

/** The closed list. Broker rights, the reference page and the matrix test derive from it. */
export const messages: readonly MessageDefinition[] = [
  agentStatus,
  recordsAppended,
  commandResult,
  configApplied,
  configHint,
  command,
  outboxAck,
]
