import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { and, eq } from 'drizzle-orm'
import { auditEntries } from '../../db/schema/audit-entries.ts'
import { enrolments } from '../../db/schema/enrolments.ts'
import { forgetCodesJob } from '../../jobs/forget-codes.ts'
import { enrolAnAgent, enrolBody, makeAgentKeys } from '../../testing/enrolled-agent.ts'
import { type Harness, openHarness } from '../../testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '../../testing/mint.ts'
import { createEnrolment } from './create.ts'

let harness: Harness
let own: MintedOrganisation
let foreign: MintedOrganisation

before(async () => {
  // Every request comes from one address here; the limit has its own test.
  const unlimited = { consume: async () => undefined, giveBack: async () => undefined }
  harness = await openHarness({
    parts: () => ({
      limits: {
        login: unlimited,
        account: unlimited,
        address: unlimited,
        oneTimeCode: unlimited,
        enrolment: unlimited,
      },
    }),
  })
  own = await mintOrganisation(harness.base)
  foreign = await mintOrganisation(harness.base)
})
after(() => harness.close())

const newCode = () => createEnrolment(harness.as(own.administrator.actor), own.siteId, 'http://localhost')
const enrol = async (body: unknown) => (await harness.request('POST', '/api/v1/agents/enrol', { body })).status
const hasCode = (code: string) => (error: unknown) => error instanceof AppError && error.code === code
const auditOf = (action: string) =>
  harness.base.db
    .select()
    .from(auditEntries)
    .where(and(eq(auditEntries.organisationId, own.id), eq(auditEntries.action, action)))

test('a code makes an agent once; the second use is refused and written down', async () => {
  const { code } = await newCode()
  assert.match(code, /^[0-9A-HJKMNP-TV-Z]{26}$/)
  assert.equal(await enrol(enrolBody(await makeAgentKeys(), code)), 200)
  assert.equal((await auditOf('agent.enrolled')).length, 1)
  assert.equal(await enrol(enrolBody(await makeAgentKeys(), code)), 401)
  const [refused] = await auditOf('enrolment.refused')
  assert.equal(refused?.subjectId, own.siteId)
})

test('of many uses at once exactly one wins', async () => {
  const { code } = await newCode()
  const bodies = await Promise.all(Array.from({ length: 6 }, async () => enrolBody(await makeAgentKeys(), code)))
  const statuses = await Promise.all(bodies.map(enrol))
  assert.deepEqual(statuses.sort(), [200, 401, 401, 401, 401, 401])
})

test('a code is worth nothing after 15 minutes, and is stored only as a hash', async () => {
  const { code, id } = await newCode()
  const [row] = await harness.base.db.select().from(enrolments).where(eq(enrolments.id, id))
  assert.ok(!JSON.stringify(row).includes(code))
  harness.clock.advance(15 * 60_000 + 1)
  assert.equal(await enrol(enrolBody(await makeAgentKeys(), code)), 401)
})

test('a proof by another key, or over another body, is refused and does not use the code up', async () => {
  const { code } = await newCode()
  const keys = await makeAgentKeys()
  const other = await makeAgentKeys()
  assert.equal(await enrol({ ...enrolBody(keys, code), publicKey: other.publicKey }), 401)
  assert.equal(await enrol({ ...enrolBody(keys, code), sealingKey: other.sealingKey }), 401)
  assert.equal(await enrol({ ...enrolBody(keys, code), hostname: 'elsewhere' }), 401)
  assert.equal(await enrol(enrolBody(keys, code)), 200)
})

test('a key that belongs to an agent already cannot join again', async () => {
  const keys = await makeAgentKeys()
  assert.equal(await enrol(enrolBody(keys, (await newCode()).code)), 200)
  assert.equal(await enrol(enrolBody(keys, (await newCode()).code)), 401)
})

test('codes are for those who may manage agents, on sites of their own organisation', async () => {
  await assert.rejects(
    createEnrolment(harness.as(own.viewer.actor), own.siteId, 'http://localhost'),
    hasCode('auth.forbidden'),
  )
  await assert.rejects(
    createEnrolment(harness.as(own.administrator.actor), foreign.siteId, 'http://localhost'),
    hasCode('resource.not-found'),
  )
})

test('the answer names the keys to trust, and a configuration signed by one of them waits', async () => {
  const agent = await enrolAnAgent(harness, own)
  assert.equal(Object.keys(agent.identity.configKeys).length, 1)
  assert.equal(Object.keys(agent.identity.receiptKeys).length, 1)
  const second = await enrolAnAgent(harness, own)
  assert.deepEqual(second.identity.configKeys, agent.identity.configKeys, 'one key per organisation')
})

test('a code that comes again and again is one entry in the audit log, and a count', async () => {
  const { code, id } = await newCode()
  const before = (await auditOf('enrolment.refused')).length
  assert.equal(await enrol(enrolBody(await makeAgentKeys(), code)), 200)
  for (let use = 0; use < 7; use++) assert.equal(await enrol(enrolBody(await makeAgentKeys(), code)), 401)
  assert.equal((await auditOf('enrolment.refused')).length, before + 1)
  const [row] = await harness.base.db.select().from(enrolments).where(eq(enrolments.id, id))
  assert.equal(row?.refusedUses, 7)
})

test('codes that are long over leave the table, others stay', async () => {
  const { id: old } = await newCode()
  harness.clock.advance(7 * 24 * 3_600_000)
  const { id: fresh } = await newCode()
  harness.clock.advance(15 * 60_000 + 1)
  await forgetCodesJob.run(harness.base, new AbortController().signal)
  const left = (await harness.base.db.select({ id: enrolments.id }).from(enrolments)).map(row => row.id)
  assert.ok(left.includes(fresh) && !left.includes(old))
})

test('the code stands in no log line', async () => {
  const { code } = await newCode()
  await enrol(enrolBody(await makeAgentKeys(), code))
  assert.ok(!harness.logLines.join('').includes(code))
})

test('after five wrong codes from one address there is a pause, in which nothing is looked up or written', async () => {
  const strict = await openHarness()
  try {
    const organisation = await mintOrganisation(strict.base)
    const context = strict.as(organisation.administrator.actor)
    const enrolWith = async (code: string) =>
      strict.request('POST', '/api/v1/agents/enrol', { body: enrolBody(await makeAgentKeys(), code) })
    const used = await createEnrolment(context, organisation.siteId, 'http://localhost')
    assert.equal((await enrolWith(used.code)).status, 200)
    for (let attempt = 1; attempt <= 5; attempt++) assert.equal((await enrolWith('0'.repeat(26))).status, 401)
    const paused = await enrolWith(used.code)
    assert.equal(paused.status, 429)
    assert.ok(Number(paused.headers.get('retry-after')) > 0)
    const [row] = await strict.base.db.select().from(enrolments).where(eq(enrolments.id, used.id))
    assert.equal(row?.refusedUses, 0, 'the used code was not looked up')
  } finally {
    await strict.close()
  }
})

test('right codes are given back: many agents join from behind one address', async () => {
  const strict = await openHarness()
  try {
    const organisation = await mintOrganisation(strict.base)
    for (let agent = 0; agent < 8; agent++) assert.ok(await enrolAnAgent(strict, organisation))
  } finally {
    await strict.close()
  }
})
