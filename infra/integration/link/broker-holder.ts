import { linkSubject, mintLinkToken } from '@nightjar/control-plane/keys/link-token.ts'
import { type LinkSession, openSession } from '@nightjar/control-plane/link/session.ts'
import type { Harness } from '@nightjar/control-plane/testing/harness.ts'
import { type AgentAddress, parseTopic } from '@nightjar/shared/protocol/define-message.ts'
import { command } from '@nightjar/shared/protocol/messages/command.ts'
import { commandResult } from '@nightjar/shared/protocol/messages/command-result.ts'
import type { BrokerPlace } from './broker-place.ts'

/** Somebody with every right at the broker and none of the control plane's keys. */
export interface BrokerHolder {
  /** Results that agents published while it listened. */
  readonly results: unknown[]
  /** Says it to an agent in the link's place, as it is. */
  send(to: AgentAddress, message: object): Promise<void>
  leave(): Promise<void>
}

/** Takes the link's own place, which must be free: the embedded broker lets nobody else speak to agents. */
export async function holdBroker(place: BrokerPlace, harness: Harness, of: AgentAddress): Promise<BrokerHolder> {
  const { MQTT_URL: url, MQTT_USERNAME: username, MQTT_PASSWORD: password } = place.config
  const results: unknown[] = []
  const hear = ({ topic, payload }: { topic: string; payload: Uint8Array }) => {
    if (parseTopic(topic)?.leaf === commandResult.leaf) results.push(JSON.parse(Buffer.from(payload).toString()))
  }
  const session: LinkSession = url
    ? await openSession({ url }, { clientId: 'holder', username: username ?? '', password: password ?? '' }, hear)
    : await openSession(
        { openStream: place.earlier.get('broker')!.openMqttStream! },
        { clientId: linkSubject, username: linkSubject, password: await mintLinkToken(harness.base) },
        hear,
      )
  await session.listenTo([of])
  return {
    results,
    send: (to, message) => session.publish(command, to, message as never),
    leave: () => session.close(),
  }
}
