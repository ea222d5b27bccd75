import assert from 'node:assert/strict'
import { test } from 'node:test'
import { type Declaration, declarationsOf, serviceFiles, services } from './service-verbs.ts'
import { sourceFiles, withoutComments } from './source-files.ts'

interface Placed {
  /** Loads one of them and authorises for it, or for what it is of. */
  readonly step: RegExp
  /** Of lists; null where nobody lists them but through what they are of. */
  readonly predicate: string | null
}

const ofCamera: Placed = { step: /\b(cameraFor|watchedCameraFor)\(/, predicate: null }
/** A group may span sites: who changes one needs the right on the organisation as a whole. */
const ofOrganisation: Placed = { step: /\bauthorize\(/, predicate: null }
const ofAgent: Placed = { step: /\b(agentFor|chooseAgent)\(/, predicate: null }

/** Tables whose rows have a place that grants can name. */
const placed: Readonly<Record<string, Placed>> = {
  cameras: { ...ofCamera, predicate: 'visibleCameras' },
  sites: { step: /\bsiteFor\(/, predicate: 'visibleSites' },
  agents: { ...ofAgent, predicate: 'visibleAgents' },
  segments: { step: /\bsegmentFor\(/, predicate: null },
  streams: ofCamera,
  ledgerEntries: ofCamera,
  archiveObjects: ofCamera,
  chainHeads: ofCamera,
  chainSeams: ofCamera,
  chainRefusals: ofCamera,
  cameraRetentions: ofCamera,
  earlyEvictions: ofCamera,
  liveTickets: ofCamera,
  cameraGroups: ofOrganisation,
  cameraGroupMembers: ofOrganisation,
  commands: ofAgent,
}

/** Declarations that touch such rows in another way, each with why nobody comes past their rights by it. */
const besideTheSteps: Readonly<Record<string, string>> = {
  'agent/agent-for.ts agentFor': 'the step: its second look tells unknown from refused',
  'agent/freeze-agent.ts freezeAgent': 'of the agent whose signed token request shows that it was copied',
  'agent/hold-agents.ts holdAgents': 'link instances share agents among themselves; nobody acts',
  'agent/resolve.ts findActingAgent': 'makes an actor: the agent itself',
  'agent/token.ts findAgent': 'makes an actor: the agent itself',
  'camera/adopt-key.ts storeAdoption': 'of the camera that the step has given',
  'camera/camera-for.ts cameraFor': 'the step: its second look tells unknown from refused',
  'camera/choose-agent.ts chooseAgent': 'a step: holds each agent of the organisation to camera.manage at its site',
  'camera/forget-addresses.ts forgetAddresses': 'of the camera that the step has given',
  'camera/load-sealing-agent.ts loadSealingAgent': 'of a camera that the step has given',
  'camera/seal-for-agent.ts bindsCredentials': 'of the agent that a step has given or chosen',
  'chain/chain-warnings.ts chainWarnings': 'of agents that a step or a predicate has given',
  'chain/find-records.ts findOwnRecords': 'of the agent that acts: records of its own camera',
  'chain/get-chain.ts describeChain': 'of a camera that the step has given',
  'chain/get-chain.ts listRefusals': 'of the camera that the step has given',
  'chain/list-alarms.ts listChainAlarms': 'of cameras to which the predicate is held in the same condition',
  'chain/list-own-segments.ts listOwnSegments': 'of the agent that acts: segments of its own camera',
  'chain/load-heads.ts loadHeads': 'of cameras that a step or a predicate has given',
  'chain/load-seams.ts loadSeams': 'of the camera that the step has given',
  'chain/load-early-evictions.ts hasEarlyEvictions': 'part of a condition on cameras that a predicate holds',
  'chain/load-early-evictions.ts loadEarlyEvictions': 'of cameras that a step or a predicate has given',
  'chain/own-chains.ts listOwnChains': 'of the agent that acts: its own chains',
  'chain/seam-columns.ts seamPlacedAtMs': 'a column of rows that a step or a predicate has given',
  'chain/take-lineage.ts takeLineage': 'of the agent that acts, on its own chain',
  'chain/take-lineage.ts isTaken': 'of the agent that acts: an id is taken, whoever has it',
  'chain/take-lineage.ts assertFollows': 'of the agent that acts, on its own chain',
  'chain/take-lineage.ts limitSeams': 'of the agent that acts, on its own chain',
  'command/issue.ts issueCommand': 'part of verbs that have authorised: whether the agent is there',
  'config/build-config.ts buildConfigs': 'what an agent is to do; nobody acts',
  'config/forget-configs.ts forgetConfigs': 'of the agent of the camera that the step has given',
  'config/get-config.ts loadNewest': 'of the agent that acts: its own configuration',
  'config/get-config.ts noteStated': 'of the agent that acts: what it says of itself',
  'config/note-retentions.ts noteRetentions': 'of the cameras of a configuration that is published',
  'config/note-unknown.ts noteUnknown': 'of the cameras of an agent whose configuration is published',
  'config/publish-config.ts publishConfig': 'part of verbs that have authorised: locks the versions of an agent',
  'live/viewer-standing.ts standingOf': 'rights themselves: of viewers, held to their grants by mayWatch',
  'organisation/bootstrap.ts bootstrapOrganisation': 'before it there is nobody',
  'config/unknown-version.ts unknownVersion': 'of the agent that acts, or one whose configuration is published',
  'recording/freeze-chain.ts freezeChain': 'of the agent that acts, on its own chain',
  'recording/freeze-chain.ts keepNewest': 'of the agent that acts, on its own chain',
  'recording/hold-chain.ts holdChain': 'of the agent that acts, on its own chain',
  'recording/load-ground.ts countEntries': 'of the agent that acts: the chain of its own camera',
  'recording/load-ground.ts loadForeignStreams':
    'of the agent that acts: which ids are of other cameras of its organisation',
  'recording/load-ground.ts loadNamedManifests': 'of the agent that acts: the chain of its own camera',
  'recording/load-ground.ts loadNeighbours': 'of the agent that acts: the chain of its own camera',
  'recording/load-retentions.ts highestOf': 'of the agent that acts: the chain of its own camera',
  'recording/load-retentions.ts loadRetentions': 'of the agent that acts: its own camera',
  'recording/note-evictions.ts noteEarlyEvictions': 'of the agent that acts: its own camera',
  'recording/load-damaged.ts loadDamaged': 'of the camera that the step has given',
  'recording/load-segments.ts hasTime': 'part of a condition on segments of a camera that the step has given',
  'recording/load-chain.ts lockChain': 'of the agent that acts, or of a camera that the step has given',
  'recording/load-chain.ts moveChainHead': 'of the agent that acts, on its own chain',
  'recording/load-chain.ts loadSeam': 'of the agent that acts: the chain of its own camera',
  'recording/insert-records.ts insertRecords': 'of the agent that acts, on its own chain',
  'recording/insert-records.ts insertManifests': 'of the agent that acts: whether it has used an id before',
  'recording/insert-records.ts segmentIdsOf': 'of the agent that acts, on its own chain',
  'recording/load-chain.ts loadChainOwner': 'of the agent that acts: whether the camera is its own',
  'recording/load-page.ts loadPage': 'of the camera that the step has given',
  'recording/load-played.ts loadPlayed': 'of the camera that the step has given',
  'recording/segment-for.ts segmentFor': 'the step: a segment goes with its camera, for which it authorises',
  'camera/watched-camera.ts loadAgentState': 'of a camera that the step has given',
  'site/site-for.ts siteFor': 'the step: its second look tells unknown from refused',
  'upload/complete-upload.ts storeReceipt': 'of the agent that acts: whether it still may',
  'upload/load-upload.ts loadUpload': 'of the agent that acts: its own segment',
  'camera/load-streams.ts loadStreams': 'of cameras that a step or a predicate has given',
  'camera/places.ts placesOf': 'rights themselves: in which groups cameras are that were read before',
  'camera/probe.ts takePicture': 'of the command that the verb has just issued, at an agent that the step has given',
  'camera/update.ts changeStreams': 'of the camera that the step has given',
  'command/open-commands.ts loadOpenCommands': 'the link role looks what is left to deliver',
  'command/open-commands.ts markPublished': 'the link role notes what it delivered',
  'command/record-result.ts recordResult': 'of the agent that acts: a command to itself',
  'command/results.ts makeCommandResults': 'of the command that a verb has just issued',
  'command/store-picture.ts storePicture': 'of the agent that acts: a probe by itself',
  'command/tidy.ts tidyCommands': 'a job: forgets what is over',
  'live/close-left.ts closeLeft': 'a relay, of its own viewers: they have left',
  'live/close-viewers.ts closeViewers': 'notes which viewers must go: their rights are gone',
  'live/forget-tickets.ts forgetTickets': 'a job: forgets what is over',
  'live/issue-ticket.ts assertFew': 'of the session that asks',
  'live/issue-ticket.ts chooseStreams': 'of the camera that the step has given',
  'live/redeem-ticket.ts redeemTicket': 'the one-time ticket is the right; standing is looked at',
  'recording/load-chain.ts hashesInChain': 'of the agent that acts: the chain of its own camera',
  'recording/load-timeline.ts loadTimelineEntries': 'of the camera that the step has given',
}

const count = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length

/** Where the argument list ends that begins before `from`. */
function endOfArguments(text: string, from: number): number {
  let depth = 1
  for (let at = from; at < text.length; at++) {
    if (text[at] === '(') depth++
    if (text[at] === ')' && --depth === 0) return at
  }
  return text.length
}

/**
 * Predicates that hold: the whole condition of a query, or first in the `and` that is. Within `or(`, `not(`, behind `&&`,
 * or kept for later it would be there and have no effect.
 */
function heldTo(text: string, predicate: string): number {
  const whole = [...text.matchAll(new RegExp(`\\.where\\(\\s*(and\\(\\s*)?${predicate}\\(`, 'g'))]
  return whole.filter(({ 0: found, index, 1: isFirst }) => {
    const behind = text.slice(endOfArguments(text, index + found.length) + 1).trimStart()
    return isFirst ? behind.startsWith(',') : /^,?\s*\)/.test(behind)
  }).length
}

/** As TypeScript and as SQL call a table. */
const namesOf = (table: string): string => `(?:${table}|${table.replace(/[A-Z]/g, '_$&').toLowerCase()})\\b`

/** Reads of placed rows without the predicate of their table, and changes of them without their step. */
function passesBy({ text }: Declaration): boolean {
  return Object.entries(placed).some(([table, { step, predicate }]) => {
    const name = namesOf(table)
    const reads = new RegExp(
      `(\\.from|Join|\\$count|\\balias)\\(\\s*${name}|\\b(from|join|using) "?(\\$\\{)?${name}|\\.query\\.${name}|\\bof \\[[^\\]]*\\b${name}`,
      'gi',
    )
    const changes = new RegExp(
      `\\.(update|delete)\\(\\s*${name}|\\b(update|delete from) "?(\\$\\{)?${name}(?!\\.)`,
      'i',
    )
    return count(text, reads) > (predicate ? heldTo(text, predicate) : 0) || (changes.test(text) && !step.test(text))
  })
}

/** Nowhere but where it holds: a predicate that is not the condition of a query is a mistake, whatever it stands for. */
const losesPredicate = ({ text }: Declaration): boolean => {
  const all = new Set([...text.matchAll(/\bvisible[A-Z]\w*(?=\()/g)].map(([name]) => name))
  return [...all].some(name => count(text, new RegExp(`\\b${name}\\b`, 'g')) > heldTo(text, name))
}

const found = (isBreach: (one: Declaration) => boolean): string[] =>
  serviceFiles.flatMap(({ name, declarations }) => declarations.filter(isBreach).map(one => `${name} ${one.name}`))

test('rows that have a place are loaded by their step and listed with their predicate, or it says here why not', () => {
  assert.deepEqual(found(passesBy).toSorted(), Object.keys(besideTheSteps).toSorted())
  // Under another name a table would be looked for in vain.
  const another = new RegExp(`\\b(${Object.keys(placed).join('|')}) as \\w`)
  const renamed = sourceFiles().filter(
    ({ path, text }) => path.startsWith(services) && another.test(withoutComments(text)),
  )
  assert.deepEqual(
    renamed.map(file => file.path),
    [],
  )
})

test('a predicate is the condition of a query, or the first of those that all must hold', () => {
  assert.deepEqual(found(losesPredicate), [])
})

test('the ways past a step and past the predicate are found', () => {
  const breaches = [
    'export const listThem = (context) => context.db.select().from(cameras).where(eq(cameras.organisationId, mine))',
    'export async function get(context, id) {\n  await context.db\n    .select()\n    .from(sites)\n    .where(eq(sites.id, id))\n}',
    'export const one = (tx, id) => tx.select().from(streams).innerJoin(agents, eq(agents.id, id))',
    'const raw = (db, id) => db.execute(sql`select * from segments where id = 1`)',
    "const again = alias(cameras, 'again')",
    'export const twice = (db, c) => [db.select().from(cameras).where(visibleCameras(c, p)), db.select().from(cameras)]',
    'export const other = (db, c) => db.select().from(sites).where(visibleCameras(c, p))',
    "export const change = (tx, c, id) => { authorizeSomewhere(c, 'camera.manage'); return tx.update(cameras).set({}) }",
    'export const ofAny = (db, id) => db.select().from(streams).where(eq(streams.cameraId, id))',
    'export const entries = (db, id) => db.select().from(ledgerEntries).where(eq(ledgerEntries.cameraId, id))',
    'const raw = (db, id) => db.execute(sql`select * from ledger_entries`)',
    'const raw = (db, id) => db.execute(sql`select * from $' + '{commands}`)',
    'export const asked = (db, id) => db.select().from(commands).where(eq(commands.id, id))',
    'export const viewers = db => db.select().from(users).leftJoin(liveTickets, eq(liveTickets.userId, users.id))',
    'export const groups = context => context.db.query.cameraGroups.findMany()',
    'const both = async db => { for (const table of [users, segments]) await db.select().from(table) }',
    'export const either = (db, c) => db.select().from(cameras).where(or(visibleCameras(c, p), eq(cameras.id, id)))',
    'export const inner = (db, c) => db.select().from(cameras).where(and(or(visibleCameras(c, p), a), b))',
    'export const other = (db, c) => db.select().from(sites).where(not(visibleSites(c, p)))',
    'export const lost = (db, c) => db.select().from(agents).where(visibleAgents(c, p) && eq(agents.id, id))',
  ]
  for (const text of breaches) assert.deepEqual(declarationsOf(text).map(passesBy), [true], text)
  const good = [
    'export const listThem = (context) => context.db.select().from(cameras).where(visibleCameras(context, p))',
    "export const change = async (tx, c, id) => { await cameraFor(tx, c, 'camera.manage', id); await tx.update(cameras) }",
  ]
  for (const text of good) assert.deepEqual(declarationsOf(text).map(passesBy), [false], text)
  for (const text of good) assert.deepEqual(declarationsOf(text).map(losesPredicate), [false], text)
})

test('a predicate without effect is found, beside one that has it too', () => {
  const breaches = [
    'const a = (db, c) => db.select().from(cameras).where(or(visibleCameras(c, p), eq(cameras.siteId, id)))',
    'const a = (db, c) => { const seen = visibleCameras(c, p); return db.select().from(cameras).where(or(seen, all)) }',
    'const a = (db, c) => [db.select().from(sites).where(visibleSites(c, p)), or(visibleSites(c, p), all)]',
  ]
  for (const text of breaches) assert.deepEqual(declarationsOf(text).map(losesPredicate), [true], text)
})
