import {
  type AgentAddress,
  type MessageDefinition,
  type PayloadOf,
  parseTopic,
} from '@nightjar/shared/protocol/define-message.ts'
import { messages } from '@nightjar/shared/protocol/registry.ts'
import type { Log } from '../platform/log.ts'
import type { Incoming } from './session.ts'
import { storable } from './storable.ts'

/** What happens with one kind of up-message. The payload is parsed; `from` is what the topic says. */
export interface InboundHandler {
  readonly message: MessageDefinition
  handle(from: AgentAddress, payload: unknown, retained: boolean): Promise<void>
}

/** Binds a message to its handler, so that the payload has the message's type. */
export const subscribe = <D extends MessageDefinition>(
  message: D,
  handle: (from: AgentAddress, payload: PayloadOf<D>, retained: boolean) => Promise<void>,
): InboundHandler => ({ message, handle: handle as InboundHandler['handle'] })

/** An agent that sends faster than we can apply loses what is beyond this; its outbox sends it again. */
const waitingMax = 200

/**
 * The edge of the process: takes messages apart and hands them on, for each agent in the order in which they came.
 * Nothing an agent sends makes it throw.
 */
export function makeInbound(handlers: readonly InboundHandler[], log: Log): (incoming: Incoming) => void {
  const queues = new Map<string, { tail: Promise<void>; waiting: number }>()

  const enqueue = (agentId: string, work: () => Promise<void>) => {
    const queue = queues.get(agentId) ?? { tail: Promise.resolve(), waiting: 0 }
    if (queue.waiting >= waitingMax) {
      log.warn({ agentId }, 'an agent sends faster than it can be served; a message was left out')
      return
    }
    queue.waiting += 1
    queues.set(agentId, queue)
    queue.tail = queue.tail.then(work).finally(() => {
      queue.waiting -= 1
      if (queue.waiting === 0) queues.delete(agentId)
    })
  }

  return ({ topic, payload, retained }) => {
    // The broker's own answers, which are for whoever asked it.
    if (topic.startsWith('$')) return
    const address = parseTopic(topic)
    const handler = handlers.find(({ message }) => message.direction === 'up' && message.leaf === address?.leaf)
    // An empty retained message only takes an older one away.
    if (payload.length === 0) return
    if (address?.direction !== 'up' || !handler) {
      log.warn({ known: messages.some(message => message.leaf === address?.leaf) }, 'message on an unknown topic')
      return
    }
    const parsed = parsePayload(handler.message, payload)
    if (!parsed.ok) {
      log.warn({ agentId: address.agentId, message: handler.message.name, why: parsed.why }, 'message does not parse')
      return
    }
    enqueue(address.agentId, () =>
      handler.handle(address, parsed.value, retained).catch(error => {
        log.error({ err: error, agentId: address.agentId, message: handler.message.name }, 'message not applied')
      }),
    )
  }
}

type Parsed = { readonly ok: true; readonly value: unknown } | { readonly ok: false; readonly why: string }

/** `why` names paths only: the content is the agent's and may be anything. */
function parsePayload(message: MessageDefinition, payload: Uint8Array): Parsed {
  let json: unknown
  try {
    json = JSON.parse(new TextDecoder().decode(payload), storable)
  } catch {
    return { ok: false, why: 'not JSON' }
  }
  const parsed = message.schema.safeParse(json)
  if (parsed.success) return { ok: true, value: parsed.data }
  return {
    ok: false,
    why: parsed.error.issues
      .map(issue => issue.path.join('.'))
      .join(', ')
      .slice(0, 200),
  }
}
