import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, stat, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { createLog } from '../platform/log.ts'
import { systemRandom } from '../platform/random.ts'
import { exportKey, type Identity, makeKeyPairs } from './identity.ts'
import { identityStore } from './identity-store.ts'

const log = createLog({ level: 'silent', role: 'test' })

test('the identity survives damage or loss of either copy, and both are whole afterwards (F03)', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'nightjar-identity-'))
  try {
    const keys = makeKeyPairs()
    const id = () => systemRandom.uuid(1_760_000_000_000)
    const identity: Identity = {
      agentId: id(),
      organisationId: id(),
      siteId: id(),
      signingKey: exportKey(keys.signing),
      sealingKey: exportKey(keys.sealing),
      configKeys: {},
      receiptKeys: {},
    }
    const store = identityStore(folder, log)
    assert.equal(await store.read(), null)
    await store.write(identity)
    const [first, second] = [join(folder, 'identity.json'), join(folder, 'identity.copy.json')]
    for (const harm of [
      () => truncate(first, 20),
      () => writeFile(second, '{}'),
      () => rm(first),
      () => writeFile(second, '\0'.repeat(300)),
    ]) {
      await harm()
      assert.deepEqual(await store.read(), identity)
      assert.equal(await readFile(first, 'utf8'), await readFile(second, 'utf8'))
    }
    assert.equal((await stat(first)).mode & 0o077, 0, 'only the owner may read the keys')
  } finally {
    await rm(folder, { recursive: true })
  }
})
