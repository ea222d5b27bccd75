import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { eq } from 'drizzle-orm'
import { signingKeys } from '../db/schema/signing-keys.ts'
import { transaction } from '../db/transaction.ts'
import { resolveAgent, verifyForBroker } from '../services/agent/resolve.ts'
import { enrolAnAgent } from '../testing/enrolled-agent.ts'
import { type Harness, openHarness } from '../testing/harness.ts'
import { type MintedOrganisation, mintOrganisation } from '../testing/mint.ts'
import { signAccessToken } from './access-token.ts'
import { agentAcl } from './acl.ts'
import { signReceipt } from './sign-receipt.ts'
import { signingKey, verificationKeys } from './signing-keys.ts'
import { verifyReceipt } from './verify-receipt.ts'

let harness: Harness
let own: MintedOrganisation
const minute = 60_000

before(async () => {
  harness = await openHarness()
  own = await mintOrganisation(harness.base)
})
after(() => harness.close())

const now = () => harness.clock.wallMs()
const retire = (keyId: string, atMs: number) =>
  harness.base.db.update(signingKeys).set({ retiredAtMs: atMs }).where(eq(signingKeys.id, keyId))
const keyOf = (purpose: 'access-token' | 'config' | 'receipt') =>
  transaction(harness.base, tx => signingKey(tx, harness.base, purpose, purpose === 'access-token' ? null : own.id))

test('a token of a retired key opens nothing, at api and broker; until then it does', async () => {
  const { identity } = await enrolAnAgent(harness, own)
  const key = await keyOf('access-token')
  const who = {
    subject: identity.agentId,
    organisationId: own.id,
    acl: agentAcl({ organisationId: own.id, agentId: identity.agentId }),
    expiresAtMs: now() + 15 * minute,
  }
  const token = await signAccessToken(key, 'api', who, now())
  const brokerToken = await signAccessToken(key, 'mqtt', who, now())
  await retire(key.keyId, now() + minute)
  assert.notEqual((await keyOf('access-token')).keyId, key.keyId, 'another key signs from now on')
  assert.ok(await resolveAgent(harness.base, token))
  assert.ok(await verifyForBroker(harness.base, brokerToken))
  harness.clock.advance(minute)
  assert.equal(await resolveAgent(harness.base, token), null)
  await assert.rejects(
    verifyForBroker(harness.base, brokerToken),
    (error: unknown) => error instanceof AppError && error.code === 'agent.refused',
  )
})

test('a retired configuration key is given to no agent to trust', async () => {
  const old = await keyOf('config')
  await retire(old.keyId, now())
  const next = await keyOf('config')
  assert.deepEqual(await verificationKeys(harness.base.db, 'config', own.id, now()), { [next.keyId]: next.publicKey })
  assert.deepEqual(Object.keys((await enrolAnAgent(harness, own)).identity.configKeys), [next.keyId])
})

test('receipts are history: a key vouches for those of its time for ever, and for none of another', async () => {
  const { base } = harness
  const give = (issuedAtMs: number) =>
    transaction(base, tx =>
      signReceipt(tx, base, own.id, {
        receiptId: base.ids.next(),
        segmentId: base.ids.next(),
        agentId: base.ids.next(),
        objectKey: 'a/b/c/2026-11-21/d.mp4',
        checksum: 'a'.repeat(64),
        byteLength: 1,
        issuedAtMs,
      }),
    )
  const old = await keyOf('receipt')
  harness.clock.advance(minute)
  const receipt = await give(now())
  const [backdated, postdated] = [await give(now() - 10 * minute), await give(now() + 10 * minute)]
  harness.clock.advance(minute)
  await retire(old.keyId, now())
  harness.clock.advance(400 * 24 * 60 * minute)
  const holds = (one: typeof receipt, organisationId = own.id) => verifyReceipt(base.db, organisationId, one, now())
  assert.equal(await holds(receipt), true)
  assert.equal(await holds(postdated), false, 'after the retirement')
  assert.equal(await holds(backdated), false, 'before the key was made')
  assert.equal(await holds({ ...receipt, byteLength: 2 }), false, 'changed')
  assert.equal(await holds(receipt, (await mintOrganisation(base)).id), false, 'of another organisation')
  const kept = await verificationKeys(base.db, 'receipt', own.id, now())
  assert.equal(kept[old.keyId], old.publicKey, 'agents are shown old receipts too')
})
