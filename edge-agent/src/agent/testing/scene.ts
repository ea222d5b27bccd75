import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Clock } from '@nightjar/shared/platform/clock.ts'
import pino from 'pino'
import type { Fact, FactKind } from '../../facts/fact.ts'
import { createFactBus } from '../../facts/fact-bus.ts'
import { systemDisk } from '../../platform/disk-system.ts'
import { testRandom } from '../../testing/records.ts'
import { SimulatedSpawner } from '../../testing/simulated-spawner.ts'
import type { PartDeps } from '../part-deps.ts'

export const t0 = 1_750_000_000_000

export interface LogLine {
  readonly level: number
  readonly msg: string
  readonly [field: string]: unknown
}

/** What a part of the agent is given: a real folder, real facts, a recorder process in the test's hands. */
export async function agentScene<Time extends Clock>(t: { after(stop: () => Promise<void>): void }, clock: Time) {
  const dataDir = await mkdtemp(join(tmpdir(), 'nightjar-agent-'))
  const stopping = new AbortController()
  const lines: LogLine[] = []
  const log = pino({ level: 'debug' }, { write: line => void lines.push(JSON.parse(line)) })
  const facts = createFactBus(log)
  const told: Fact[] = []
  const note = (fact: Fact) => void told.push(fact)
  const kinds = {
    segmentRecorded: note,
    cameraChanged: note,
    recorderLost: note,
    configApplied: note,
    linkChanged: note,
    chainsCompared: note,
    outboxAcknowledged: note,
  } satisfies Record<FactKind, typeof note>
  facts.subscribe('test', { ...kinds, missed: () => undefined })
  const spawner = new SimulatedSpawner()
  const options = {
    // Discard: nothing listens there.
    controlPlane: 'http://127.0.0.1:9',
    dataDir,
    enrolmentCode: null,
    allowLoopback: 'none',
    logLevel: 'silent',
  } as const
  const deps = {
    options: options as PartDeps['options'],
    clock,
    random: testRandom(),
    disk: systemDisk,
    spawner,
    log,
    facts,
    signal: stopping.signal,
  }
  t.after(async () => {
    stopping.abort()
    await rm(dataDir, { recursive: true, force: true })
  })
  return { deps, dataDir, spawner, stopping, lines, told, toldKinds: () => told.map(fact => fact.kind) }
}
