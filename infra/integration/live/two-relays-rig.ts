import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Agent } from '@nightjar/shared/api/agent.ts'
import { freePort } from '../../ports/free-port.ts'
import { type ApiClient, signIn } from '../../rig/api-client.ts'
import { type RemoteAgent, startRemoteAgent } from '../../rig/remote-agent.ts'
import { type ServerProcess, startProcess } from '../../services/server-process.ts'
import { waitUntil } from '../../services/wait-until.ts'

/** How long anything may take: a slow machine is no failure. */
export const patienceMs = 120_000

const source = join(import.meta.dirname, '..', '..', '..', 'control-plane', 'src')
const key = 'the-key-that-relays-show-to-the-api-0123456789'
const setupToken = 'two-relays-setup-token'

/** Addresses of one relay, known before it runs. */
export interface RelayPlace {
  readonly port: number
  /** `ws://host:port`, as tickets name it. */
  readonly origin: string
  readonly internalUrl: string
}

export interface RelayHealth {
  readonly streams: number
  readonly viewers: number
}

export interface TwoRelaysRig {
  readonly api: ApiClient
  readonly agent: RemoteAgent
  readonly agentId: string
  /** Those whose addresses stand in the settings of the control plane. */
  readonly places: readonly RelayPlace[]
  /** One whose addresses do not. */
  readonly stranger: RelayPlace
  startRelay(place: RelayPlace): Promise<ServerProcess>
  health(place: RelayPlace): Promise<RelayHealth>
  /** Last lines of all, for the message of a failure. */
  output(): string
  stop(): Promise<void>
}

async function findPlace(): Promise<RelayPlace> {
  const [port, internalPort] = [await freePort(), await freePort()]
  return { port, origin: `ws://127.0.0.1:${port}`, internalUrl: `http://127.0.0.1:${internalPort}` }
}

/** A control plane that knows two relays, and an agent; the relays are for the test to start. */
export async function startTwoRelaysRig(): Promise<TwoRelaysRig> {
  const folder = mkdtempSync(join(tmpdir(), 'nightjar-relays-'))
  const [port, internalPort] = [await freePort(), await freePort()]
  const origin = `http://127.0.0.1:${port}`
  const [first, second, stranger] = [await findPlace(), await findPlace(), await findPlace()]
  const places = [first, second]
  const started: ServerProcess[] = []
  const start = (entry: string, env: Record<string, string>): ServerProcess => {
    const child = startProcess(process.execPath, [join(source, entry)], { env: { PATH: process.env.PATH, ...env } })
    started.push(child)
    return child
  }
  const says = (child: ServerProcess, words: string) =>
    waitUntil(`"${words}"`, patienceMs, () => {
      if (!child.running) throw new Error(child.output())
      return child.output().includes(words)
    })

  const control = start('main.ts', {
    NIGHTJAR_ROLES: 'api,link,broker,jobs',
    NIGHTJAR_PORT: String(port),
    NIGHTJAR_INTERNAL_PORT: String(internalPort),
    NIGHTJAR_DATA_DIR: folder,
    NIGHTJAR_SETUP_TOKEN: setupToken,
    NIGHTJAR_RELAY_KEY: key,
    NIGHTJAR_RELAY_ADDRESS: places.map(place => `${place.origin}/publish`).join(),
    NIGHTJAR_RELAY_LIVE_ADDRESS: places.map(place => `${place.origin}/live`).join(),
  })
  await says(control, 'control plane is ready')
  const api = await signIn(origin, setupToken)
  const agent = await startRemoteAgent(api, origin)
  let agentId = ''
  await waitUntil('the agent', patienceMs, async () => {
    const { items } = await api.get<{ items: Agent[] }>('/api/v1/agents')
    agentId = items.find(each => each.state === 'online')?.id ?? ''
    return agentId !== ''
  })

  return {
    api,
    agent,
    agentId,
    places,
    stranger,
    startRelay: async place => {
      const child = start(join('relay', 'main.ts'), {
        NIGHTJAR_RELAY_PORT: String(place.port),
        NIGHTJAR_RELAY_INTERNAL_PORT: new URL(place.internalUrl).port,
        NIGHTJAR_RELAY_INTERNAL_URL: place.internalUrl,
        NIGHTJAR_RELAY_ADDRESS: `${place.origin}/publish`,
        NIGHTJAR_RELAY_LIVE_ADDRESS: `${place.origin}/live`,
        NIGHTJAR_INTERNAL_URL: `http://127.0.0.1:${internalPort}`,
        NIGHTJAR_RELAY_KEY: key,
        NIGHTJAR_ALLOWED_ORIGINS: origin,
      })
      await says(child, 'relay ready')
      return child
    },
    health: async place => {
      const headers = { authorization: `Bearer ${key}` }
      return (await fetch(new URL('/healthz', place.internalUrl), { headers })).json() as Promise<RelayHealth>
    },
    output: () => [...started, agent].map(child => child.output().slice(-3000)).join('\n----\n'),
    stop: async () => {
      await agent.remove()
      for (const child of started) child.signal('SIGCONT')
      await Promise.all(started.map(child => child.end()))
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
