import { join } from 'node:path'
import type { SegmentManifest } from '@nightjar/shared/records/manifest.ts'
import { type Identity, importKey, signBytes } from '../config/identity.ts'
import { openOrReplaceIndex } from '../index/open-or-replace.ts'
import type { SegmentIndex } from '../index/segment-index.ts'
import { createLedgerKeeper } from '../ledger/keeper.ts'
import type { LedgerKeeper } from '../ledger/keeper-contract.ts'
import { recoverSegments } from '../record/recover.ts'
import { checkSegmentsDir } from '../record/segments-dir.ts'
import type { PartDeps } from './part-deps.ts'
import { folderNote, registerFound } from './register-found.ts'

export interface Store {
  readonly index: SegmentIndex
  readonly keeper: LedgerKeeper
  readonly segmentsDir: string
  /** A sentence for the page where the index had to be replaced; null otherwise. */
  readonly warning: string | null
  /** Takes into the index what a process that died left behind; returns what it found. No recorder may run meanwhile. */
  recover(): Promise<readonly SegmentManifest[]>
}

const replaced = 'The index was damaged and replaced; its records are kept for repair as'
const missing = 'The index was gone; a new one was begun, and the recordings found on the disk are taken in.'

/** Opens the index and the folder of recordings, and brings both to agree after whatever happened before. */
export async function openStore(
  deps: Pick<PartDeps, 'options' | 'clock' | 'random' | 'disk' | 'log'> & { identity: Identity },
): Promise<Store> {
  const { dataDir } = deps.options
  const segmentsDir = join(dataDir, 'segments')
  const signingKey = importKey(deps.identity.signingKey)
  const { index, setAside } = await openOrReplaceIndex({
    path: join(dataDir, 'index.db'),
    owner: deps.identity,
    sign: bytes => signBytes(signingKey, bytes),
    clock: deps.clock,
    random: deps.random,
    disk: deps.disk,
  })
  if (setAside) deps.log.error(setAside, 'the index was damaged and set aside; a fresh one takes in the files it finds')
  const isGone = await registerFound({ index, disk: deps.disk, segmentsDir, isLost: setAside !== null })
  if (isGone && !setAside) deps.log.error('the index was gone; a fresh one takes in the files it finds')
  const folderId = await checkSegmentsDir({
    segmentsDir,
    disk: deps.disk,
    expectedId: index.note(folderNote),
    newId: () => deps.random.uuid(deps.clock.wallMs()),
  })
  index.setNote(folderNote, folderId)
  const keeper = createLedgerKeeper({ index, clock: deps.clock })

  async function recover(): Promise<readonly SegmentManifest[]> {
    const { segments, quarantined } = await recoverSegments({
      segmentsDir,
      disk: deps.disk,
      knownIds: index.knownIds(),
    })
    for (const { path, reason } of quarantined)
      deps.log.error({ path, reason }, 'a file that cannot be read was set aside')
    const manifests = keeper.recovered(segments)
    if (segments.length > 0) deps.log.info({ segments: segments.length }, 'recovered segments that were open')
    return manifests
  }

  await recover()
  const warning = setAside ? `${replaced} ${setAside.path}` : isGone ? missing : null
  return { index, keeper, segmentsDir, warning, recover }
}
