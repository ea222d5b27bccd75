import { randomBytes, randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { freePort } from '../ports/free-port.ts'
import { requireBinary } from './binaries.ts'
import { cephConfig } from './ceph-config.ts'
import { type ServerProcess, startProcess } from './server-process.ts'
import { runFile } from './unprivileged.ts'
import { waitUntil } from './wait-until.ts'

export interface RadosGateway {
  /** Origin for path-style requests. */
  readonly endpoint: string
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly region: string
  /** Ends the gateway only (connections are refused); what is stored stays. */
  gatewayDown(): Promise<void>
  gatewayUp(): Promise<void>
  /** Ends everything; what was stored was in memory. */
  stop(): Promise<void>
}

const stepTimeoutMs = 60_000
/** Another program may take a chosen port before Ceph does. */
const attempts = 3

/** Takes about 12 s on two cores and about 200 MB. @throws Error naming the packages when they are not installed. */
export async function startRadosgw(): Promise<RadosGateway> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await start()
    } catch (error) {
      if (attempt >= attempts || (error instanceof Error && /apt-get/.test(error.message))) throw error
    }
  }
}

async function start(): Promise<RadosGateway> {
  const packages = 'radosgw ceph-mon ceph-osd'
  const [monmaptool, mon, osd, ceph, gateway, admin] = [
    'monmaptool',
    'ceph-mon',
    'ceph-osd',
    'ceph',
    'radosgw',
    'radosgw-admin',
  ].map(name => requireBinary(name, packages)) as [string, string, string, string, string, string]
  const folder = await mkdtemp(join(tmpdir(), 'nightjar-rgw-'))
  const ports = { monitor: await freePort(), gateway: await freePort() }
  const fsid = randomUUID()
  const env = { ...process.env, CEPH_CONF: join(folder, 'ceph.conf') }
  const processes: ServerProcess[] = []
  for (const name of ['mon', 'osd', 'run', 'log', 'rgw']) await mkdir(join(folder, name))
  await writeFile(env.CEPH_CONF, cephConfig(folder, fsid, ports))

  const step = async (command: string, ...args: string[]): Promise<string> =>
    (await runFile(command, args, { env, cwd: folder, timeout: stepTimeoutMs })).stdout
  const daemon = (command: string, ...args: string[]): ServerProcess => {
    // -f: in the foreground, so that its end is seen and nothing outlives the test.
    const started = startProcess(command, ['-f', ...args], { env, cwd: folder })
    processes.push(started)
    return started
  }
  const stop = async (): Promise<void> => {
    for (const each of processes.reverse()) await each.kill9()
    await rm(folder, { recursive: true, force: true })
  }

  async function launchGateway(): Promise<ServerProcess> {
    const started = daemon(gateway, '-n', 'client.rgw')
    await waitUntil('radosgw', 90_000, async () => {
      if (!started.running) throw new Error(`it ended: ${started.output()}`)
      return (await fetch(`http://127.0.0.1:${ports.gateway}/`)).ok
    })
    return started
  }

  try {
    const monmap = join(folder, 'monmap')
    await step(monmaptool, '--create', '--addv', 'a', `[v2:127.0.0.1:${ports.monitor}]`, '--fsid', fsid, monmap)
    await step(mon, '--mkfs', '-i', 'a', '--monmap', monmap)
    daemon(mon, '-i', 'a')
    const uuid = randomUUID()
    const id = (await step(ceph, 'osd', 'new', uuid)).trim()
    await step(osd, '-i', id, '--mkfs', '--osd-uuid', uuid)
    daemon(osd, '-i', id)
    // Usually the store has put itself on the map already; then this changes nothing.
    await step(ceph, 'osd', 'crush', 'add', `osd.${id}`, '1.0', 'host=localhost', 'root=default').catch(() => '')
    let running = await launchGateway()
    const accessKeyId = randomBytes(10).toString('hex')
    const secretAccessKey = randomBytes(20).toString('hex')
    await step(
      admin,
      '-n',
      'client.rgw',
      'user',
      'create',
      '--uid=nightjar',
      '--display-name=nightjar',
      `--access-key=${accessKeyId}`,
      `--secret-key=${secretAccessKey}`,
    )
    return {
      endpoint: `http://127.0.0.1:${ports.gateway}`,
      accessKeyId,
      secretAccessKey,
      region: 'us-east-1',
      gatewayDown: () => running.kill9(),
      async gatewayUp() {
        if (!running.running) running = await launchGateway()
      },
      stop,
    }
  } catch (error) {
    const output = processes.map(each => each.output()).join('\n')
    await stop()
    throw new Error(`radosgw did not start: ${error instanceof Error ? error.message : error}\n${output.slice(-2000)}`)
  }
}
