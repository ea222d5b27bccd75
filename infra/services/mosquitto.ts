import { chmod, mkdir, rm, writeFile } from 'node:fs/promises'
import { connect } from 'node:net'
import { join } from 'node:path'
import { freePort } from '../ports/free-port.ts'
import { requireBinary } from './binaries.ts'
import { type ServerProcess, startProcess } from './server-process.ts'
import { asUser } from './unprivileged.ts'
import { waitUntil } from './wait-until.ts'

export interface MosquittoServer {
  readonly url: string
  readonly port: number
  /** Where the configuration's files can be put; readable and writable for the broker. */
  readonly folder: string
  kill9(): Promise<void>
  /** Starts it again on the same port and folder; ends it first where it runs. */
  restart(): Promise<void>
  stop(): Promise<void>
}

export interface MosquittoOptions {
  /** Lines after ours (`listener`, `persistence`); without any: `allow_anonymous true`. Given the broker's folder. */
  readonly config?: string | ((folder: string) => string | Promise<string>)
  /** Keep sessions and queued messages over `restart`. */
  readonly persistence?: boolean
}

/** A broker of its own on a free loopback port. @throws Error naming the package when it is not installed. */
export async function startMosquitto(options: MosquittoOptions = {}): Promise<MosquittoServer> {
  const binary = requireBinary('mosquitto', 'mosquitto')
  // As root it would become `mosquitto` by itself, after it has opened its files: better from the start.
  const user = await asUser('mosquitto')
  const folder = await user.folder('nightjar-mosquitto-')
  await chmod(folder, 0o777)
  await mkdir(join(folder, 'store'))
  await chmod(join(folder, 'store'), 0o777)
  const port = await freePort()
  const extra = typeof options.config === 'function' ? await options.config(folder) : options.config
  const file = join(folder, 'mosquitto.conf')
  await writeFile(
    file,
    [
      `listener ${port} 127.0.0.1`,
      `persistence ${options.persistence ? 'true' : 'false'}`,
      `persistence_location ${join(folder, 'store')}/`,
      'log_dest stderr',
      extra ?? 'allow_anonymous true',
      '',
    ].join('\n'),
  )
  let server = await launch()

  async function launch(): Promise<ServerProcess> {
    const started = startProcess(...user.wrap(binary, ['-c', file]), { cwd: folder })
    await waitUntil('Mosquitto', 30_000, () => {
      if (!started.running) throw new Error(`it ended: ${started.output()}`)
      return canConnect(port)
    })
    return started
  }

  return {
    url: `mqtt://127.0.0.1:${port}`,
    port,
    folder,
    kill9: () => server.kill9(),
    async restart() {
      await server.end()
      server = await launch()
    },
    async stop() {
      await server.end()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

function canConnect(port: number): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(port, '127.0.0.1')
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}
