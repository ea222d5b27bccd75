import { rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DirectoryStore } from '../archive/directory/directory-store.ts'
import type { BaseContext } from '../context/context.ts'
import type { Database } from '../db/client.ts'
import { nodeBlobFiles } from '../platform/blob-files.ts'
import { makeNotices } from '../platform/notices.ts'
import type { AppParts } from '../routes/parts.ts'
import { makeCommandResults } from '../services/command/results.ts'
import { makeRelayFeed } from '../services/live/relay-changes.ts'
import { ViewingLog } from '../services/recording/audit-viewing.ts'
import { makeAttemptLimits } from '../services/session/attempt-limits.ts'
import { makeSetupGate } from '../services/setup/setup-gate.ts'
import { makePasswordHasher } from '../services/user/password-hasher.ts'

export const testSetupToken = 'setup-token-of-the-tests'

/** The real parts, with a hash that is cheap. */
export const makeTestParts = (base: BaseContext, database: Database): AppParts => ({
  origins: { allowed: [], secure: false },
  passwords: makePasswordHasher({ memoryKiB: 1024, passes: 2 }),
  limits: makeAttemptLimits(base.db),
  setup: makeSetupGate(testSetupToken),
  health: { roles: new Map([['api', async () => null]]) },
  commandResults: makeCommandResults(database, base.clock),
  archive: testArchive(base),
  uploadLimits: { segmentBytes: 1024 ** 3, agentDayBytes: 1024 ** 4 },
  notices: makeNotices([]),
  // A rig with a relay and an agent brings its own.
  transfers: { send: () => Promise.reject(new Error('no site in this test')) },
  viewings: new ViewingLog(),
  relayFeed: makeRelayFeed({ database, clock: base.clock }),
})

/** In a folder that is made at the first write and removed with the process. */
function testArchive(base: BaseContext): DirectoryStore {
  const folder = join(tmpdir(), `nightjar-test-archive-${base.ids.next()}`)
  process.once('exit', () => rmSync(folder, { recursive: true, force: true }))
  return new DirectoryStore({
    folder,
    signingKey: base.random.bytes(32),
    freeFloorBytes: 0,
    files: nodeBlobFiles,
    nowMs: () => base.clock.wallMs(),
    newId: () => base.ids.next(),
  })
}
