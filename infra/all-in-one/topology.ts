import { existsSync } from 'node:fs'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { leanNodeOptions } from '@nightjar/edge-agent/platform/node-options.ts'
import type { State } from './data-folder.ts'
import { inherited } from './inherited.ts'
import type { Options } from './options.ts'

export interface Ports {
  /** Of the control plane: where a browser looks for it too, except in development, when Vite stands before it. */
  readonly control: number
  readonly internal: number
  readonly relay: number
  readonly relayInternal: number
  readonly demo: number | null
}

/** What each process of the all-in-one is told; nothing here that the same process on its own machine would not get. */
export function topology(
  root: string,
  options: Options,
  state: State,
  ports: Ports,
  outer: NodeJS.ProcessEnv = process.env,
) {
  const publicOrigin = outer.PUBLIC_ORIGIN
  const front = `http://${options.host === '0.0.0.0' || options.host === '::' ? '127.0.0.1' : options.host}:${options.port}`
  const controlHost = options.dev ? '127.0.0.1' : options.host
  const controlPlane = options.dev ? `http://${controlHost}:${ports.control}` : front
  const internal = `http://127.0.0.1:${ports.internal}`
  const entry = (...parts: string[]) => [join(root, ...parts)]
  return {
    /** Where a browser on this machine finds the page. */
    page: publicOrigin ?? `http://localhost:${options.port}`,
    /** The same without a name, for this machine's own questions. */
    front,
    internal,
    agentEnrolled: existsSync(join(options.dataDir, 'agent', 'identity.json')),
    control: {
      command: entry('control-plane', 'src', 'main.ts'),
      environment: {
        // The one process that holds the keys to the database and the archive.
        ...(outer as Record<string, string>),
        NIGHTJAR_ROLES: 'api,link,broker,jobs',
        NIGHTJAR_HOST: controlHost,
        NIGHTJAR_PORT: String(ports.control),
        NIGHTJAR_INTERNAL_PORT: String(ports.internal),
        NIGHTJAR_DATA_DIR: options.dataDir,
        NIGHTJAR_SETUP_TOKEN: options.setupToken ?? state.setupToken,
        NIGHTJAR_RELAY_KEY: state.relayKey,
        NIGHTJAR_LOCAL_KEY: state.localKey,
        NIGHTJAR_LOCAL_AGENT: '1',
        NIGHTJAR_RELAY_PORT: String(ports.relay),
        SECRET_KEY: outer.SECRET_KEY ?? state.secretKey,
      },
    },
    relay: {
      command: entry('control-plane', 'src', 'relay', 'main.ts'),
      environment: {
        ...inherited(outer, ['NIGHTJAR_LOG_LEVEL', 'NIGHTJAR_RELAY_ADDRESS', 'NIGHTJAR_RELAY_LIVE_ADDRESS']),
        NIGHTJAR_RELAY_HOST: '127.0.0.1',
        NIGHTJAR_RELAY_PORT: String(ports.relay),
        NIGHTJAR_RELAY_INTERNAL_PORT: String(ports.relayInternal),
        NIGHTJAR_INTERNAL_URL: internal,
        NIGHTJAR_RELAY_KEY: state.relayKey,
        NIGHTJAR_ALLOWED_ORIGINS: allowedOrigins(options, publicOrigin).join(','),
        // The control plane pipes to it, and says for whom.
        TRUSTED_PROXIES: '127.0.0.1',
      },
    },
    agent: {
      command: [...leanNodeOptions, ...entry('edge-agent', 'src', 'main.ts')],
      environment: {
        // Beside the agent's data: what it runs and what it records belong to the same user.
        NODE_COMPILE_CACHE: join(options.dataDir, 'agent', 'compiled'),
        ...inherited(outer, ['NIGHTJAR_LOG_LEVEL', 'NIGHTJAR_ALLOW_LOOPBACK_CAMERAS']),
        NIGHTJAR_CONTROL_PLANE: controlPlane,
        NIGHTJAR_DATA_DIR: join(options.dataDir, 'agent'),
        ...(ports.demo ? { NIGHTJAR_LOOPBACK_ENDPOINTS: `127.0.0.1:${ports.demo}` } : {}),
      },
    },
    /** In development only. */
    web: {
      command: [
        ...entry('web', 'dev-server.ts'),
        '--host',
        options.host,
        '--port',
        String(options.port),
        '--control-plane',
        controlPlane,
      ],
      environment: inherited(outer, ['PUBLIC_ORIGIN']),
    },
    demo: {
      command: [
        ...entry('infra', 'virtual-camera', 'main.ts'),
        '--port',
        String(ports.demo),
        '--camera',
        'front-door',
        '--camera',
        'yard',
      ],
      environment: inherited(outer),
    },
  }
}

/** Without PUBLIC_ORIGIN this machine's own names and the addresses it was told to listen on; a proxy's name otherwise. */
function allowedOrigins(options: Options, publicOrigin: string | undefined): string[] {
  if (publicOrigin) return [publicOrigin]
  const everywhere = options.host === '0.0.0.0' || options.host === '::'
  const hosts = everywhere
    ? Object.values(networkInterfaces()).flatMap(entries => (entries ?? []).map(entry => entry.address))
    : [options.host]
  const names = new Set(['localhost', '127.0.0.1', ...hosts.filter(host => !host.includes('%'))])
  return [...names].map(host => `http://${host.includes(':') ? `[${host}]` : host}:${options.port}`)
}
