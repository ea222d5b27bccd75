import assert from 'node:assert/strict'
import { test } from 'node:test'
import { sourceFiles, withoutComments } from './source-files.ts'

const services = 'control-plane/src/services/'

/** Exported functions that change rows without asking for a right themselves, each with what stands in its place. */
const withoutRights: Readonly<Record<string, string>> = {
  'agent/leases.ts holdAgents': 'link instances share agents among themselves; nobody acts',
  'agent/leases.ts releaseAgents': 'as holdAgents',
  'agent/link-work.ts markPublished': 'the link role notes what it delivered',
  'agent/link-work.ts markAccountDone': 'the link role notes what it did at the broker',
  'agent/record-status.ts markSilentAgents': 'a job, of every organisation: silence is a fact',
  'agent/token.ts issueToken': 'makes an actor: the signed assertion is the proof',
  'command/run-command.ts makeRunCommand': 'part of verbs that have authorised',
  'command/tidy.ts tidyCommands': 'a job: forgets what is over',
  'config/refresh-config.ts refreshConfig': 'signs again what follows from what is there',
  'enrolment/enrol.ts enrolAgent': 'makes an actor: the one-time code is the right',
  'live/close-viewers.ts closeViewers': 'a job: ends viewers whose rights are gone',
  'live/redeem-ticket.ts redeemTicket': 'the one-time ticket is the right; standing is looked at',
  'organisation/bootstrap.ts bootstrapOrganisation': 'before it there is nobody',
  'recording/audit-viewing.ts auditViewing': 'part of openMedia, which has authorised; writes audit rows only',
  'session/login.ts login': 'makes an actor: the password is the proof',
  'session/remove-expired.ts removeExpired': 'a job: forgets what is over',
  'session/resolve.ts resolveSession': 'makes an actor: the session token is the proof',
  'setup/complete.ts completeSetup': 'makes the first actor: the setup token is the proof',
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
const authorises = (text: string): boolean => /\bauthorize(Agent|Self)?\(/.test(text)

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

test('every verb that changes rows asks for a right, or says here what stands in its place', () => {
  const found = entries()
    .filter(({ own, whole }) => changesRows(whole) && !authorises(own))
    .map(({ name }) => name)
  // Both ways: a name on the list that no longer needs to be there is a finding too.
  assert.deepEqual(found.toSorted(), Object.keys(withoutRights).toSorted())
})

test('every verb of people that opens a transaction writes an audit row in it', () => {
  const found = entries()
    .filter(({ own, whole }) => /\bauthorize(Self)?\(/.test(own) && /\btransaction\(/.test(whole))
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
