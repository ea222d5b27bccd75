import { commandDefinitions } from '@nightjar/shared/protocol/commands/registry.ts'
import { agentTopicFilters, linkTopicFilters, topicOf } from '@nightjar/shared/protocol/define-message.ts'
import { messages } from '@nightjar/shared/protocol/registry.ts'
import { fieldRows, shapeOf, typeOf, variantsOf } from './field-rows.ts'
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

const commandsIntroduction = `What \`body\` of a command can be, from \`shared/src/protocol/commands/registry.ts\`. None executes, reads a path or fetches an arbitrary address. The signature is Ed25519 by a configuration key that the agent got when it enrolled, over the canonical JSON (RFC 8785) of \`{kind: "command", organisationId, agentId, id, issuedAtMs, deadlineMs, actor, body}\`. After the lifetime nobody waits any more and the agent refuses. A kind of actor that is not named is refused on both sides.`

/** All verbs in one table, then each with what it is told and what it answers. */
function commands(): string {
  const rows = commandDefinitions.map(({ verb, lifetimeMs, actors, since, purpose }) => [
    code(verb),
    purpose,
    `${lifetimeMs / 1000} s`,
    actors.join(', '),
    String(since),
  ])
  const each = commandDefinitions.map(({ verb, body, result }) => {
    const fields = (prefix: string, schema: typeof body | typeof result) =>
      [[prefix, typeOf(shapeOf(schema))] as const, ...fieldRows(shapeOf(schema), prefix)].map(([path, type]) => [
        code(path),
        type,
      ])
    return `### ${verb}\n\n${table(['field', 'type'], [...fields('body', body), ...fields('result', result)])}`
  })
  return [commandsIntroduction, table(['verb', 'what', 'lifetime', 'sent by', 'since'], rows), ...each].join('\n\n')
}

export function mqttPage(): string {
  const sections = messages.map(message => {
    const shape = shapeOf(message.schema)
    const rows = fieldRows(shape).map(([path, type]) => [code(path), type])
    const forms = variantsOf(shape).length > 0 ? '\n\nHas several forms; the table lists the fields of all.' : ''
    return `## ${message.name}\n\n${message.purpose}${forms}\n\n${table(['field', 'type'], rows)}`
  })
  return [
    '# MQTT messages',
    introduction,
    overview(),
    '## Rights',
    rights(),
    ...sections,
    '## Commands',
    commands(),
  ].join('\n\n')
}
