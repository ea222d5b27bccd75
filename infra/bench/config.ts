import { migrate } from '@nightjar/control-plane/db/migrate.ts'
import { openPglite } from '@nightjar/control-plane/db/pglite.ts'
import { openPostgres } from '@nightjar/control-plane/db/postgres.ts'
import { cameras } from '@nightjar/control-plane/db/schema/cameras.ts'
import { streams } from '@nightjar/control-plane/db/schema/streams.ts'
import { createLog } from '@nightjar/control-plane/platform/log.ts'
import { getConfig } from '@nightjar/control-plane/services/config/get-config.ts'
import { openHarness } from '@nightjar/control-plane/testing/harness.ts'
import { mintOrganisation } from '@nightjar/control-plane/testing/mint.ts'
import { mintCamera } from '@nightjar/control-plane/testing/mint-camera.ts'
import { systemClock } from '@nightjar/shared/platform/clock.ts'
import { protocolVersion } from '@nightjar/shared/protocol/version.ts'
import { startPostgres } from '../services/postgres.ts'
import { say } from './usage.ts'

/** So many agents ask for their configuration at once, as after a restart of the api: nothing has changed for any. */
const agents = Number(process.argv[2] ?? 1000)
const camerasEach = 8

await measure('embedded', await openPglite({}))
const server = await startPostgres()
const log = createLog({ level: 'silent', role: 'bench' })
await measure('PostgreSQL', openPostgres({ url: server.url, clock: systemClock, log }))
await server.stop()
process.exit(0)

async function measure(
  name: string,
  database: Awaited<ReturnType<typeof openPglite>> | ReturnType<typeof openPostgres>,
) {
  await migrate(database.db, 0)
  const harness = await openHarness({ database })
  const { base } = harness
  const own = await mintOrganisation(base)
  const minted = []
  for (let at = 0; at < agents; at++) {
    const camera = await mintCamera(base, own)
    minted.push(harness.as(camera.actor))
    const [row] = await base.db.select().from(cameras).limit(1)
    const more = Array.from({ length: camerasEach - 1 }, () => ({
      ...row!,
      id: base.ids.next(),
      agentId: camera.agentId,
    }))
    await base.db.insert(cameras).values(more)
    const stream = { organisationId: own.id, url: 'rtsp://192.0.2.10/main', transport: 'tcp', place: 0 } as const
    await base.db
      .insert(streams)
      .values(
        more.map(({ id: cameraId }) => ({ ...stream, cameraId, id: base.ids.next(), roles: ['record' as const] })),
      )
    await getConfig(minted.at(-1)!, String(protocolVersion))
  }
  const took: number[] = []
  const before = process.cpuUsage()
  const begun = performance.now()
  await Promise.all(
    minted.map(async context => {
      await getConfig(context, String(protocolVersion))
      took.push(performance.now() - begun)
    }),
  )
  const allMs = performance.now() - begun
  const cpuMs = (process.cpuUsage(before).user + process.cpuUsage(before).system) / 1000
  took.sort((a, b) => a - b)
  say(
    `${name}: ${agents} agents of ${camerasEach} cameras in ${allMs.toFixed(0)} ms, ${(allMs / agents).toFixed(2)} ms each ` +
      `(CPU of the api ${(cpuMs / agents).toFixed(2)} ms each); half of them had it after ${took[agents >> 1]!.toFixed(0)} ms`,
  )
  await harness.close()
}
