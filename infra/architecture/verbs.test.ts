import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sourceFiles, withoutComments } from './source-files.ts'

const services = 'control-plane/src/services/'

/** Exported functions that change rows without asking for a right themselves, each with what stands in its place. */
const withoutRights: Readonly<Record<string, string>> = {
  'agent/hold-agents.ts holdAgents': 'link instances share agents among themselves; nobody acts',
  'agent/hold-agents.ts releaseAgents': 'as holdAgents',
  'agent/broker-account-work.ts markAccountDone': 'the link role notes what it did at the broker',
  'agent/record-status.ts markSilentAgents': 'a job, of every organisation: silence is a fact',
  'agent/token.ts issueToken': 'makes an actor: the signed assertion is the proof',
  'command/run-command.ts makeRunCommand': 'part of verbs that have authorised',
  'command/open-commands.ts markPublished': 'the link role notes what it delivered',
  'command/tidy.ts tidyCommands': 'a job: forgets what is over',
  'config/refresh-config.ts refreshConfig': 'signs again what follows from what is there',
  'enrolment/enrol.ts enrolAgent': 'makes an actor: the one-time code is the right',
  'job/claim-job.ts claimJob': 'processes share jobs among themselves; nobody acts',
  'job/claim-job.ts finishJob': 'as claimJob',
  'live/close-viewers.ts closeViewers': 'notes which viewers must go: their rights are gone',
  'live/forget-tickets.ts forgetTickets': 'a job: forgets what is over',
  'live/redeem-ticket.ts redeemTicket': 'the one-time ticket is the right; standing is looked at',
  'organisation/bootstrap.ts bootstrapOrganisation': 'before it there is nobody',
  'recording/audit-viewing.ts auditViewing': 'part of openMedia, which has authorised; writes audit rows only',
  'relay/announce.ts announceRelay': 'a relay, by its key, of itself: its addresses must be those of our settings',
  'relay/announce.ts forgetRelays': 'a job: forgets what is over',
  'relay/announce.ts relayGone': 'a connection of a relay ended: a fact',
  'session/login.ts login': 'makes an actor: the password is the proof',
  'session/remove-expired.ts removeExpired': 'a job: forgets what is over',
  'session/resolve.ts resolveSession': 'makes an actor: the session token is the proof',
  'setup/complete.ts completeSetup': 'makes the first actor: the setup token is the proof',
}

/** Tables whose rows have a place that grants can name: the step for one of them, the predicate of lists. */
const placed: Readonly<Record<string, { readonly step: RegExp; readonly predicate: RegExp | null }>> = {
  cameras: { step: /\b(cameraFor|watchedCameraFor)\(/, predicate: /\bvisibleCameras\(/g },
  sites: { step: /\bsiteFor\(/, predicate: /\bvisibleSites\(/g },
  agents: { step: /\b(agentFor|chooseAgent)\(/, predicate: /\bvisibleAgents\(/g },
  segments: { step: /\bsegmentFor\(/, predicate: null },
}

/** Declarations that touch such rows in another way, each with why nobody comes past their rights by it. */
const besideTheSteps: Readonly<Record<string, string>> = {
  'agent/agent-for.ts agentFor': 'the step: its second look tells unknown from refused',
  'agent/hold-agents.ts holdAgents': 'link instances share agents among themselves; nobody acts',
  'agent/resolve.ts findActingAgent': 'makes an actor: the agent itself',
  'agent/token.ts findAgent': 'makes an actor: the agent itself',
  'camera/camera-for.ts cameraFor': 'the step: its second look tells unknown from refused',
  'camera/choose-agent.ts chooseAgent': 'a step: holds each agent of the organisation to camera.manage at its site',
  'camera/load-sealing-key.ts loadSealingKey': 'of a camera that the step has given',
  'command/issue.ts issueCommand': 'part of verbs that have authorised: whether the agent is there',
  'config/build-config.ts buildConfigs': 'what an agent is to do; nobody acts',
  'config/publish-config.ts publishConfig': 'part of verbs that have authorised: locks the versions of an agent',
  'live/viewer-standing.ts standingOf': 'rights themselves: of viewers, held to their grants by mayWatch',
  'organisation/bootstrap.ts bootstrapOrganisation': 'before it there is nobody',
  'recording/insert-records.ts insertRecords': 'of the agent that acts, on its own chain',
  'recording/insert-records.ts insertManifests': 'of the agent that acts: an id is taken, whoever has it',
  'recording/insert-records.ts segmentIdsOf': 'of the agent that acts, on its own chain',
  'recording/load-chain.ts loadChainOwner': 'of the agent that acts: whether the camera is its own',
  'recording/load-segments.ts loadSegments': 'of a camera that the step has given',
  'recording/segment-for.ts segmentFor': 'the step: a segment goes with its camera, for which it authorises',
  'camera/watched-camera.ts loadAgentState': 'of a camera that the step has given',
  'site/site-for.ts siteFor': 'the step: its second look tells unknown from refused',
  'upload/load-upload.ts loadUpload': 'of the agent that acts: its own segment',
}

interface Declaration {
  readonly name: string
  readonly isExported: boolean
  readonly text: string
}

const head = /^(export )?(?:async )?(?:function\*?|const|class) (\w+)/gm

/** Top-level declarations; each reaches to the next one. */
function declarationsOf(text: string): Declaration[] {
  const heads = [...text.matchAll(head)]
  return heads.map((match, index) => ({
    name: match[2] ?? '',
    isExported: match[1] !== undefined,
    text: text.slice(match.index, heads[index + 1]?.index),
  }))
}

/** Opens a transaction, or writes outside of one. What is handed a `tx` is part of a verb. */
const changesRows = (text: string): boolean =>
  /\btransaction\(/.test(text) || /\bdb\s*\.(insert|update|delete)\(/.test(text)
/** Load one thing and authorise for it: by the id alone there is no other way to it. */
const steps = ['cameraFor', 'siteFor', 'agentFor', 'segmentFor', 'watchedCameraFor', 'chooseAgent']
const callsStep = (text: string): boolean => new RegExp(`\\b(${steps.join('|')})\\(`).test(text)
const authorises = (text: string): boolean => /\bauthorize(Agent|Self|Somewhere)?\(/.test(text) || callsStep(text)

const verbs = sourceFiles()
  .filter(file => file.path.startsWith(services) && !file.isTest)
  .map(file => ({ name: file.path.slice(services.length), declarations: declarationsOf(withoutComments(file.text)) }))

/** The declaration and the private ones of its file that it calls, at any depth. */
function withHelpers(declaration: Declaration, all: readonly Declaration[]): string {
  let reached = [declaration]
  for (let size = 0; size < reached.length; ) {
    size = reached.length
    const called = (other: Declaration) => reached.some(one => new RegExp(`\\b${other.name}\\(`).test(one.text))
    reached = [...new Set([...reached, ...all.filter(other => !other.isExported && called(other))])]
  }
  return reached.map(one => one.text).join('\n')
}

function entries(): { name: string; own: string; whole: string }[] {
  return verbs.flatMap(({ name, declarations }) =>
    declarations
      .filter(declaration => declaration.isExported)
      .map(one => ({ name: `${name} ${one.name}`, own: one.text, whole: withHelpers(one, declarations) })),
  )
}

const count = (text: string, pattern: RegExp): number => [...text.matchAll(pattern)].length

/** Reads of placed rows without the predicate of their table, and changes of them without their step. */
function passesBy({ text }: Declaration): boolean {
  return Object.entries(placed).some(([table, { step, predicate }]) => {
    const reads = new RegExp(
      `(\\.from|Join|\\$count|\\balias)\\(\\s*${table}\\b|\\b(from|join) ${table}\\b|\\.query\\.${table}\\b`,
      'g',
    )
    const changes = new RegExp(`\\.(update|delete)\\(\\s*${table}\\b`)
    return count(text, reads) > (predicate ? count(text, predicate) : 0) || (changes.test(text) && !step.test(text))
  })
}

test('cameras, sites, agents and segments are loaded by their step and listed with their predicate, or it says here why not', () => {
  const found = verbs.flatMap(({ name, declarations }) =>
    declarations.filter(passesBy).map(declaration => `${name} ${declaration.name}`),
  )
  assert.deepEqual(found.toSorted(), Object.keys(besideTheSteps).toSorted())
  // Under another name a table would be looked for in vain.
  const renamed = sourceFiles().filter(
    ({ path, text }) =>
      path.startsWith(services) && /\b(cameras|sites|agents|segments) as \w/.test(withoutComments(text)),
  )
  assert.deepEqual(
    renamed.map(file => file.path),
    [],
  )
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
  ]
  for (const text of breaches) assert.deepEqual(declarationsOf(text).map(passesBy), [true], text)
  const good = [
    'export const listThem = (context) => context.db.select().from(cameras).where(visibleCameras(context, p))',
    "export const change = async (tx, c, id) => { await cameraFor(tx, c, 'camera.manage', id); await tx.update(cameras) }",
  ]
  for (const text of good) assert.deepEqual(declarationsOf(text).map(passesBy), [false], text)
})

test('a verb that authorises for something leaves it to a step on what', () => {
  const found = entries()
    .filter(
      ({ own }) => /\bauthorizeSomewhere\(/.test(own) && !callsStep(own.slice(own.indexOf('authorizeSomewhere('))),
    )
    .map(({ name }) => name)
  assert.deepEqual(found, [])
})

test('every verb that changes rows asks for a right, or says here what stands in its place', () => {
  const found = entries()
    .filter(({ own, whole }) => changesRows(whole) && !authorises(own))
    .map(({ name }) => name)
  // Both ways: a name on the list that no longer needs to be there is a finding too.
  assert.deepEqual(found.toSorted(), Object.keys(withoutRights).toSorted())
})

test('every verb of people that opens a transaction writes an audit row in it', () => {
  const found = entries()
    .filter(({ own, whole }) => authorises(own) && !/\bauthorizeAgent\(/.test(own) && /\btransaction\(/.test(whole))
    .filter(({ whole }) => !/\bwriteAudit\(/.test(whole))
    .map(({ name }) => name)
  assert.deepEqual(found, [])
})

test('routes are made by defineRoute and added through the register, so that none is without a policy', () => {
  const found = sourceFiles()
    .filter(file => file.path.startsWith('control-plane/src/') && !file.isTest)
    .filter(file => !/^control-plane\/src\/http\/(app|define-route|internal-app|register)\.ts$/.test(file.path))
    .filter(file => /\bcreateRoute\(|\bnew (OpenAPI)?Hono\b|\.openapi\(/.test(withoutComments(file.text)))
    .map(file => file.path)
  assert.deepEqual(found, [])
})

test('every documented route says what it is for', () => {
  const found = sourceFiles()
    .filter(file => file.path.startsWith('control-plane/src/routes/') && !file.isTest)
    .flatMap(file =>
      file.text
        .split('defineRoute({')
        .slice(1)
        .filter(text => !/^\s*summary: '.{5,}/m.test(text.slice(0, text.indexOf('\n})'))))
        .map(() => file.path),
    )
  assert.deepEqual(found, [])
})
