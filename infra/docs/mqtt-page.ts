import { agentTopicFilters, linkTopicFilters, topicOf } from '@nightjar/shared/protocol/define-message.ts'
import { messages } from '@nightjar/shared/protocol/registry.ts'
import { fieldRows, shapeOf, variantsOf } from './field-rows.ts'
import { code, table } from './table.ts'

const anyAgent = { organisationId: '<organisation>', agentId: '<agent>' }

const introduction = `Messages between agent and control plane, from \`shared/src/protocol/registry.ts\`. MQTT 5; payloads are JSON. "up" is from the agent. A message that is acknowledged stays in the sender's database until the other side has committed it and said so by \`outbox.ack\`; the broker may lose everything. Unknown fields are ignored.`

function overview(): string {
  const head = ['message', 'direction', 'topic', 'QoS', 'retained', 'acknowledged', 'since']
  const yes = (value: boolean) => (value ? 'yes' : 'no')
  return table(
    head,
    messages.map(message => [
      `[${message.name}](#${message.name.replaceAll('.', '')})`,
      message.direction,
      code(topicOf(message, anyAgent)),
      String(message.qos),
      yes(message.retain),
      yes(message.acknowledged),
      String(message.since),
    ]),
  )
}

function rights(): string {
  const agent = agentTopicFilters(anyAgent)
  return table(
    ['who', 'may publish', 'may subscribe'],
    [
      ['an agent', code(agent.publish), code(agent.subscribe)],
      ['the link role', code(linkTopicFilters.publish), code(linkTopicFilters.subscribe)],
    ],
  )
}

export function mqttPage(): string {
  const sections = messages.map(message => {
    const shape = shapeOf(message.schema)
    const rows = fieldRows(shape).map(([path, type]) => [code(path), type])
    const forms = variantsOf(shape).length > 0 ? '\n\nHas several forms; the table lists the fields of all.' : ''
    return `## ${message.name}\n\n${message.purpose}${forms}\n\n${table(['field', 'type'], rows)}`
  })
  return ['# MQTT messages', introduction, overview(), '## Rights', rights(), ...sections].join('\n\n')
}
