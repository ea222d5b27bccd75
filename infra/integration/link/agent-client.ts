import type { EnrolledAgent } from '@nightjar/control-plane/testing/enrolled-agent.ts'
import {
  agentTopicFilters,
  type MessageDefinition,
  type PayloadOf,
  parseTopic,
  topicOf,
} from '@nightjar/shared/protocol/define-message.ts'
import { agentStatus } from '@nightjar/shared/protocol/messages/agent-status.ts'
import mqtt, { type MqttClient } from 'mqtt'

export interface Heard {
  readonly leaf: string
  readonly payload: unknown
}

/** An agent on the wire, with nothing behind it. */
export interface AgentClient {
  readonly heard: Heard[]
  readonly client: MqttClient
  heardOf<D extends MessageDefinition>(message: D): PayloadOf<D>[]
  say<D extends MessageDefinition>(message: D, payload: PayloadOf<D>): Promise<void>
  heartbeat(change?: Partial<PayloadOf<typeof agentStatus>>): Promise<void>
  /** As when the power is cut. */
  cut(): void
  leave(): Promise<void>
}

/** @throws Error when the broker refuses. */
export async function connectAgent(agent: EnrolledAgent, url: string): Promise<AgentClient> {
  const address = { organisationId: agent.identity.organisationId, agentId: agent.identity.agentId }
  const { mqtt: account } = await agent.token()
  const client = await mqtt.connectAsync(
    url,
    {
      protocolVersion: 5,
      clientId: address.agentId,
      username: account.username,
      password: account.password,
      clean: false,
      properties: { sessionExpiryInterval: 600 },
      keepalive: 20,
      reconnectPeriod: 0,
      will: { topic: topicOf(agentStatus, address), payload: Buffer.from('{"state":"offline"}'), qos: 1, retain: true },
    },
    false,
  )
  client.on('error', () => undefined)
  const heard: Heard[] = []
  client.on('message', (topic, payload) =>
    heard.push({ leaf: parseTopic(topic)?.leaf ?? topic, payload: JSON.parse(payload.toString()) }),
  )
  await client.subscribeAsync(agentTopicFilters(address).subscribe, { qos: 1 })
  const say: AgentClient['say'] = async (message, payload) => {
    await client.publishAsync(topicOf(message, address), JSON.stringify(payload), {
      qos: message.qos,
      retain: message.retain,
    })
  }
  return {
    heard,
    client,
    heardOf: <D extends MessageDefinition>(message: D) =>
      heard
        .filter(entry => entry.leaf === message.leaf)
        .map(entry => message.schema.parse(entry.payload) as PayloadOf<D>),
    say,
    heartbeat: change =>
      say(agentStatus, {
        state: 'online',
        sentAtMs: Date.now(),
        startedAtMs: Date.now(),
        software: '0.1.0',
        protocol: 1,
        hostname: 'wire-agent',
        configVersion: 1,
        cameras: [],
        outboxDepth: 0,
        mirrorBacklog: { segments: 0, bytes: 0, oldestMs: null },
        disk: null,
        loopbackCameras: 'none',
        warnings: [],
        ...change,
      } as PayloadOf<typeof agentStatus>),
    cut: () => void client.stream.destroy(),
    leave: () => client.endAsync(),
  }
}
