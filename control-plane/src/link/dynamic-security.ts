import { type AgentAddress, agentTopicFilters, linkTopicFilters } from '@nightjar/shared/protocol/define-message.ts'
import type { MqttClient } from 'mqtt'

const requestTopic = '$CONTROL/dynamic-security/v1'
const responseTopic = `${requestTopic}/response`

interface ControlReply {
  readonly command: string
  readonly error?: string
  readonly correlationData?: string
  readonly data?: { readonly client?: { readonly roles?: ReadonlyArray<{ readonly rolename: string }> } }
}

/** What the link may ask Mosquitto's dynamic-security plugin to do for agents. */
export interface AgentAccounts {
  /** Makes or renews the account of an agent: client id and user name are its id. Ends the session that it has. */
  provision(agent: AgentAddress, password: string): Promise<void>
  /** Switches the account off, which ends its session. */
  disable(agentId: string): Promise<void>
}

/** The plugin answers within milliseconds unless the broker is down. */
const answerMs = 5000

type Command = Record<string, unknown> & { readonly command: string }

const roleOf = (agentId: string) => `agent-${agentId}`

/** Mosquitto's rules as derived from the shared topic filters; what is not named stays denied. */
function roleCommand(agent: AgentAddress): Command {
  const filters = agentTopicFilters(agent)
  const allow = (acltype: string, topic: string) => ({ acltype, topic, allow: true, priority: 0 })
  return {
    command: 'createRole',
    rolename: roleOf(agent.agentId),
    acls: [
      allow('publishClientSend', filters.publish),
      allow('publishClientReceive', filters.subscribe),
      allow('subscribePattern', filters.subscribe),
      allow('unsubscribePattern', filters.subscribe),
    ],
  }
}

/**
 * The account that came with the broker may administer it but not speak to agents; this gives it the right. The plugin
 * ends the session of an account whose roles change, so this is done once and the link comes back.
 */
async function ensureLinkRole(
  username: string,
  ask: (command: Command) => Promise<ControlReply>,
  must: (command: Command, tolerated?: RegExp | null) => Promise<boolean>,
): Promise<void> {
  const rolename = 'nightjar-link'
  const allow = (acltype: string, topic: string) => ({ acltype, topic, allow: true, priority: 0 })
  await must(
    {
      command: 'createRole',
      rolename,
      acls: [
        allow('publishClientSend', linkTopicFilters.publish),
        allow('publishClientReceive', linkTopicFilters.subscribe),
        allow('subscribePattern', linkTopicFilters.subscribe),
        allow('unsubscribePattern', linkTopicFilters.subscribe),
      ],
    },
    /already exists/,
  )
  const { data } = await ask({ command: 'getClient', username })
  if (data?.client?.roles?.some(role => role.rolename === rolename)) return
  await must({ command: 'addClientRole', username, rolename, priority: 0 }, /already/)
}

/**
 * Talks to the plugin over the link's own connection, whose account must hold its admin role.
 * @param ports `nextId`: fresh text for each request, to tell the replies apart.
 */
export async function openAgentAccounts(
  client: MqttClient,
  ports: { nextId(): string; wait(ms: number): Promise<void> },
): Promise<AgentAccounts> {
  const waiting = new Map<string, (reply: ControlReply) => void>()
  client.on('message', (topic, payload) => {
    if (topic !== responseTopic) return
    for (const reply of (JSON.parse(payload.toString()) as { responses: ControlReply[] }).responses) {
      waiting.get(reply.correlationData ?? '')?.(reply)
    }
  })
  await client.subscribeAsync(responseTopic, { qos: 1 })

  const ask = async (command: Command): Promise<ControlReply> => {
    const correlationData = ports.nextId()
    const reply = new Promise<ControlReply>(resolve => waiting.set(correlationData, resolve))
    try {
      const body = JSON.stringify({ commands: [{ ...command, correlationData }] })
      // Sending has no end where the connection ends first, so it counts towards the patience.
      return await Promise.race([
        client.publishAsync(requestTopic, body, { qos: 1 }).then(() => reply),
        ports.wait(answerMs).then(() => {
          throw new Error(`the broker did not answer ${command.command}`)
        }),
      ])
    } finally {
      waiting.delete(correlationData)
    }
  }
  const must = async (command: Command, tolerated: RegExp | null = null) => {
    const { error } = await ask(command)
    if (error !== undefined && !tolerated?.test(error)) throw new Error(`${command.command}: ${error}`)
    return error === undefined
  }
  // The plugin's own default lets every client receive what it subscribed to before its rights changed.
  await must({
    command: 'setDefaultACLAccess',
    acls: ['publishClientSend', 'publishClientReceive', 'subscribe', 'unsubscribe'].map(acltype => ({
      acltype,
      allow: false,
    })),
  })

  await ensureLinkRole(client.options.username ?? '', ask, must)

  return {
    provision: async (agent, password) => {
      const username = agent.agentId
      await must(roleCommand(agent), /already exists/)
      const isNew = await must(
        { command: 'createClient', username, clientid: username, password, roles: [{ rolename: roleOf(username) }] },
        /already exists/,
      )
      if (isNew) return
      await must({ command: 'setClientPassword', username, password })
      await must({ command: 'enableClient', username })
    },
    disable: async agentId => {
      await must({ command: 'disableClient', username: agentId }, /not found/)
    },
  }
}
