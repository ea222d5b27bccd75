import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  authorises,
  callsStep,
  declarationsOf,
  isHeldToRights,
  reachOf,
  type ServiceFile,
  serviceFiles,
  services,
  verbsOf,
  withHelpers,
} from './service-verbs.ts'
import { type SourceFile, sourceFiles, withoutComments } from './source-files.ts'

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
  'enrolment/forget-codes.ts forgetCodes': 'a job: forgets what is over',
  'enrolment/note-second-use.ts noteSecondUse': 'part of enrolAgent: the code was refused, its organisation is to know',
  'job/claim-job.ts claimJob': 'processes share jobs among themselves; nobody acts',
  'job/claim-job.ts finishJob': 'as claimJob',
  'live/close-left.ts closeLeft': 'a relay, of its own viewers: they have left',
  'live/close-viewers.ts closeViewers': 'notes which viewers must go: their rights are gone',
  'live/forget-tickets.ts forgetTickets': 'a job: forgets what is over',
  'live/redeem-ticket.ts redeemTicket': 'the one-time ticket is the right; standing is looked at',
  'organisation/bootstrap.ts bootstrapOrganisation': 'before it there is nobody',
  'recording/audit-viewing.ts auditViewing': 'part of locateMedia, which has authorised; writes audit rows only',
  'relay/announce.ts announceRelay': 'a relay, by its key, of itself: its addresses must be those of our settings',
  'relay/announce.ts forgetRelays': 'a job: forgets what is over',
  'relay/announce.ts relayGone': 'a connection of a relay ended: a fact',
  'session/login.ts login': 'makes an actor: the password is the proof',
  'session/remove-expired.ts removeExpired': 'a job: forgets what is over',
  'session/resolve.ts resolveSession': 'makes an actor: the session token is the proof',
  'setup/complete.ts completeSetup': 'makes the first actor: the setup token is the proof',
  'upload/quota.ts countForQuota': 'part of requestUpload, which has authorised the agent',
  'upload/quota.ts forgetQuotas': 'a job: forgets what is over',
}

/** Verbs that only read rows, and ask for no right; each with what stands in its place. */
const readsWithoutRights: Readonly<Record<string, string>> = {
  'agent/broker-account-work.ts loadAccountChanges': 'the link role looks what is left to do at the broker',
  'agent/resolve.ts findActingAgent': 'makes an actor: the agent itself, by a token that was verified',
  'agent/resolve.ts resolveAgent': 'makes an actor: the access token is the proof',
  'agent/resolve.ts verifyForBroker': 'makes an actor: the access token is the proof',
  'command/open-commands.ts loadOpenCommands': 'the link role looks what is left to deliver',
  'command/results.ts makeCommandResults': 'part of verbs that have authorised: waits for the command that they issued',
  'config/load-hint.ts loadHint': 'the link role tells an agent its own version and hash',
  'live/relay-changes.ts makeRelayFeed': 'a relay, by its key: ids of viewers that must go',
  'relay/load-relays.ts loadRelays': 'relays serve all organisations and are of none',
  'relay/send-from-site.ts makeSiteTransfers': 'part of openMedia, which has authorised for the segment',
  'setup/check-token.ts checkSetupToken': 'before the first actor there is nobody; tells whether the token is right',
  'setup/read-status.ts isSetupRequired': 'before it there is nobody; tells no more than that',
}

/** Opens a transaction, or writes outside of one. What is handed a `tx` is part of a verb. */
const changesRows = (text: string): boolean =>
  /\btransaction\(/.test(text) || /\bdb\s*\.(insert|update|delete)\(/.test(text)
const readsRows = (text: string): boolean =>
  /\.(select|selectDistinct|selectDistinctOn|\$count|execute|\$with)\(|\.query\s*\.\w/.test(text)

function entries(): { name: string; own: string; whole: string }[] {
  return serviceFiles.flatMap(({ name, declarations }) =>
    declarations
      .filter(declaration => declaration.isExported)
      .map(one => ({ name: `${name} ${one.name}`, own: one.text, whole: withHelpers(one, declarations) })),
  )
}

const readingUnasked = (files: readonly ServiceFile[], outside: readonly SourceFile[]): string[] =>
  verbsOf(files, outside)
    .filter(({ verb }) => !isHeldToRights(verb.text) && reachOf(verb, files).some(one => readsRows(one.text)))
    .map(({ name }) => name)

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

test('every verb that reads rows, by whatever file, asks for a right, or says here what stands in its place', () => {
  const outside = sourceFiles().filter(file => !file.path.startsWith(services) && !file.isTest)
  const found = readingUnasked(serviceFiles, outside).filter(name => !(name in withoutRights))
  assert.deepEqual(found.toSorted(), Object.keys(readsWithoutRights).toSorted())
})

test('a verb that reads unasked is found, itself or through another file, and a part of verbs is none', () => {
  const file = (name: string, text: string, ...imports: string[]): ServiceFile => ({
    name,
    file: { path: `${services}${name}`, text, imports, isTest: false },
    declarations: declarationsOf(text),
  })
  const load = file('a/load.ts', 'export const load = (db, ids) => db.select().from(streams).where(isIn(ids))')
  const inner = file(
    'a/list.ts',
    'export const list = c => helper(c)\nconst helper = c => load(c.db, all)',
    './load.ts',
  )
  const good = file(
    'a/get.ts',
    'export const get = c => { const one = cameraFor(c); return load(c.db, one) }',
    './load.ts',
  )
  const whole = file('a/whole.ts', 'export const whole = c => c.db.select().from(users)')
  assert.deepEqual(readingUnasked([load, inner, good, whole], []), ['a/list.ts list', 'a/whole.ts whole'])
  // Somebody outside who calls the part passes by the verbs.
  const route = { path: 'control-plane/src/routes/r.ts', text: 'load(c.db, ids)', imports: ['../services/a/load.ts'] }
  assert.deepEqual(readingUnasked([load, good], [{ ...route, isTest: false }]), ['a/load.ts load'])
})

/** Those that only prepare what is written down when it happens, each with where. */
const auditedLater: Readonly<Record<string, string>> = {
  'live/issue-ticket.ts issueLiveTicket': 'redeemTicket: a ticket that nobody uses shows nothing',
}

test('every verb of people that opens a transaction writes an audit row in it', () => {
  const found = entries()
    .filter(({ own, whole }) => authorises(own) && !/\bauthorizeAgent\(/.test(own) && /\btransaction\(/.test(whole))
    .filter(({ whole }) => !/\bwriteAudit\(/.test(whole))
    .map(({ name }) => name)
  assert.deepEqual(found, Object.keys(auditedLater))
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
