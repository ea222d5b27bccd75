import { execFile } from 'node:child_process'
import { chmod, copyFile, mkdtemp, rm } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { startBrokerRole } from '@nightjar/control-plane/broker/role.ts'
import { type Config, loadConfig } from '@nightjar/control-plane/config/load.ts'
import type { FleetSettings } from '@nightjar/control-plane/context/fleet-settings.ts'
import type { Role } from '@nightjar/control-plane/context/role.ts'
import type { Harness } from '@nightjar/control-plane/testing/harness.ts'
import { requireBinary } from '../../services/binaries.ts'
import { type MosquittoServer, startMosquitto } from '../../services/mosquitto.ts'

/** One kind of broker, as the link contract needs it. */
export interface BrokerPlace {
  readonly config: Config
  readonly fleet: FleetSettings
  readonly earlier: ReadonlyMap<string, Role>
  /** Where agents connect. */
  url(): string
  /** Ends without a word and comes back with nothing of what it knew (F13). */
  loseEverything(): Promise<void>
  stop(): Promise<void>
}

/** The broker of the control plane's own process, over WebSocket for agents and over a stream for the link. */
export async function embeddedPlace(harness: Harness): Promise<BrokerPlace> {
  const folder = await dataFolder()
  const config = loadConfig({ NIGHTJAR_DATA_DIR: folder })
  const start = () => startBrokerRole({ config, base: harness.base, database: harness.database })
  let role = await start()
  const server: Server = createServer()
  const sockets = new Set<{ destroy(): void }>()
  server.on('upgrade', (request, socket, head) => {
    sockets.add(socket)
    role.upgrades?.get('/mqtt')?.(request, socket, head)
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  // The link keeps the broker that it was given, so what it is given looks up the one of the moment.
  const lasting: Role = {
    openMqttStream: () => role.openMqttStream!(),
    probe: async () => null,
    stop: async () => undefined,
  }
  return {
    config,
    fleet: {
      mqttUrl: '/mqtt',
      brokerAccounts: false,
      relays: ['/publish'],
      liveAddresses: ['/live'],
      relayInternalUrls: [],
    },
    earlier: new Map([['broker', lasting]]),
    url: () => `ws://127.0.0.1:${(server.address() as AddressInfo).port}/mqtt`,
    loseEverything: async () => {
      for (const socket of sockets) socket.destroy()
      await role.stop()
      role = await start()
    },
    stop: async () => {
      await role.stop()
      for (const socket of sockets) socket.destroy()
      server.close()
      await rm(folder, { recursive: true })
    },
  }
}

const dataFolder = () => mkdtemp(join(tmpdir(), 'nightjar-link-'))

const admin = { username: 'nightjar', password: 'the-password-of-the-link-role' }

/** Debian's Mosquitto with the dynamic-security plugin, as docker compose runs it. */
export async function mosquittoPlace(): Promise<BrokerPlace> {
  const plugin = '/usr/lib/x86_64-linux-gnu/mosquitto_dynamic_security.so'
  const freshAccounts = async (folder: string): Promise<string> => {
    const file = join(folder, 'dynamic-security.json')
    const draft = join(folder, `draft-${process.hrtime.bigint()}.json`)
    const control = requireBinary('mosquitto_ctrl', 'mosquitto-clients')
    await promisify(execFile)(control, ['dynsec', 'init', draft, admin.username, admin.password])
    await copyFile(draft, file)
    await chmod(file, 0o666)
    return file
  }
  const server: MosquittoServer = await startMosquitto({
    config: async folder =>
      [
        'allow_anonymous false',
        `plugin ${plugin}`,
        `plugin_opt_config_file ${await freshAccounts(folder)}`,
        'max_packet_size 262144',
      ].join('\n'),
  })
  const folder = await dataFolder()
  const { username: MQTT_USERNAME, password: MQTT_PASSWORD } = admin
  return {
    config: loadConfig({ MQTT_URL: server.url, MQTT_USERNAME, MQTT_PASSWORD, NIGHTJAR_DATA_DIR: folder }),
    fleet: {
      mqttUrl: server.url,
      brokerAccounts: true,
      relays: ['/publish'],
      liveAddresses: ['/live'],
      relayInternalUrls: [],
    },
    earlier: new Map(),
    url: () => server.url,
    loseEverything: async () => {
      await server.kill9()
      await freshAccounts(server.folder)
      await server.restart()
    },
    stop: async () => {
      await server.stop()
      await rm(folder, { recursive: true })
    },
  }
}
