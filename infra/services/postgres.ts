import { readdirSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../ports/free-port.ts'
import { requireBinary } from './binaries.ts'
import { type ServerProcess, startProcess } from './server-process.ts'
import { asUser, runFile } from './unprivileged.ts'
import { waitUntil } from './wait-until.ts'

export interface PostgresServer {
  /** Of an empty database, superuser, no password: loopback only. Stays the same over `restart`. */
  readonly url: string
  readonly port: number
  /** kill -9 of the postmaster; its children end by themselves. */
  kill9(): Promise<void>
  /** Starts it again on the same data and port; ends it first (immediate) where it runs. */
  restart(): Promise<void>
  /** Ends it and removes its data. */
  stop(): Promise<void>
}

/** Folders with PostgreSQL programs, the newest version first: Debian keeps them out of PATH. */
export function postgresFolders(): string[] {
  try {
    return readdirSync('/usr/lib/postgresql')
      .sort((a, b) => Number(b) - Number(a))
      .map(version => join('/usr/lib/postgresql', version, 'bin'))
  } catch {
    return []
  }
}

/** A server of its own on a free loopback port. @throws Error naming the package when it is not installed. */
export async function startPostgres(): Promise<PostgresServer> {
  const binary = (name: string) => requireBinary(name, 'postgresql', postgresFolders())
  const [initdb, postgres, psql] = [binary('initdb'), binary('postgres'), binary('psql')]
  const user = await asUser('postgres')
  const folder = await user.folder('nightjar-postgres-')
  const data = join(folder, 'data')
  const [command, args] = user.wrap(initdb, [
    '-D',
    data,
    '-U',
    'postgres',
    '--auth=trust',
    '--encoding=UTF8',
    '--no-locale',
    '--no-sync',
  ])
  await runFile(command, args, { cwd: folder })
  const port = await freePort()
  let server = await launch()

  async function launch(): Promise<ServerProcess> {
    const settings = ['listen_addresses=127.0.0.1', `unix_socket_directories=${folder}`, 'max_connections=60']
    const [run, runArgs] = user.wrap(postgres, [
      '-D',
      data,
      '-p',
      String(port),
      ...settings.flatMap(setting => ['-c', setting]),
    ])
    const started = startProcess(run, runArgs, { cwd: folder })
    await waitUntil('PostgreSQL', 60_000, async () => {
      if (!started.running) throw new Error(`it ended: ${started.output()}`)
      await runFile(psql, ['-h', '127.0.0.1', '-p', String(port), '-U', 'postgres', '-c', 'select 1', 'postgres'])
      return true
    })
    return started
  }

  return {
    url: `postgresql://postgres@127.0.0.1:${port}/postgres`,
    port,
    kill9: () => server.kill9(),
    async restart() {
      await server.end('SIGQUIT')
      server = await launch()
    },
    async stop() {
      // Fast shutdown: open connections do not hold it up.
      await server.end('SIGINT')
      await rm(folder, { recursive: true, force: true })
    },
  }
}
