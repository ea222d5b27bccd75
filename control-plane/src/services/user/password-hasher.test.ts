import assert from 'node:assert/strict'
import { test } from 'node:test'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import { makePasswordHasher, productionCost } from './password-hasher.ts'

test('the cost in use is well above the floor of the password guidance (R6)', async () => {
  const phc = await makePasswordHasher(productionCost).hash('a long enough password')
  assert.match(phc, /^\$argon2id\$v=19\$m=65536,t=3,p=1\$/)
})

test('a hash fits its own password only, and nothing fits an unknown user', async () => {
  const hasher = makePasswordHasher({ memoryKiB: 64, passes: 1 })
  const phc = await hasher.hash('a long enough password')
  assert.equal(await hasher.verify(phc, 'a long enough password'), true)
  assert.equal(await hasher.verify(phc, 'a long enough passworD'), false)
  assert.equal(await hasher.verify(null, 'no such user'), false)
})

test('past a short queue attempts are refused instead of piling up (R11)', async () => {
  const hasher = makePasswordHasher({ memoryKiB: 8192, passes: 2 })
  const results = await Promise.allSettled(Array.from({ length: 40 }, () => hasher.hash('a long enough password')))
  const refused = results.filter(({ status }) => status === 'rejected')
  assert.ok(refused.length >= 20 && refused.length < 40)
  for (const { reason } of refused as PromiseRejectedResult[])
    assert.ok(reason instanceof AppError && reason.code === 'auth.rate-limited' && reason.retryAfterSeconds)
  assert.ok(await hasher.hash('the queue is free again'))
})
