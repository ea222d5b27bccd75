import type { Command } from '@nightjar/shared/protocol/messages/command.ts'
import type { ConfigFollower } from '../api/config-follower.ts'
import { createCommandRunner } from '../link/command-runner.ts'
import type { MqttSession } from '../link/mqtt-session.ts'
import type { RecorderHost } from '../recorder/host.ts'
import { createCommandHandlers } from './commands/handlers.ts'
import type { ControlPlane } from './join-control-plane.ts'
import type { Store } from './open-store.ts'
import type { PartDeps } from './part-deps.ts'

/** Carries out what the control plane commands, and answers when it is done. */
export function answerCommands(
  deps: Pick<PartDeps, 'disk' | 'log'> & {
    controlPlane: ControlPlane
    store: Store
    config: Pick<ConfigFollower, 'config'>
    recorder: RecorderHost
    session: MqttSession
  },
): (command: Command) => void {
  const { controlPlane, store, config, recorder, session, disk, log } = deps
  const run = createCommandRunner({
    identity: controlPlane.identity,
    handlers: createCommandHandlers({
      ...controlPlane,
      index: store.index,
      segmentsDir: store.segmentsDir,
      disk,
      config: () => config.config(),
      recorder,
    }),
    memory: store.index,
    session,
    serverClock: controlPlane.serverClock,
    log,
  })
  return command => void run(command)
}
