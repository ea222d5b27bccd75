import { AsyncLocalStorage } from 'node:async_hooks'
import type { Db, Tx } from './client.ts'
import { sqlState } from './errors.ts'

const inside = new AsyncLocalStorage<true>()

/** Serialization failure and deadlock: PostgreSQL asks to run the whole transaction again. */
const retryable = new Set(['40001', '40P01'])

/**
 * Runs `work` in one transaction and commits when it resolves. Inside, use only the `tx` it is given: the embedded
 * database has one connection, so a query past the transaction would wait for itself. `work` may run up to three times.
 */
export async function transaction<Result>(
  context: { readonly db: Db },
  work: (tx: Tx) => Promise<Result>,
): Promise<Result> {
  if (inside.getStore()) throw new Error('a transaction inside a transaction: pass the tx on instead')
  for (let attempt = 1; ; attempt++) {
    try {
      return await inside.run(true, () => context.db.transaction(tx => work(tx)))
    } catch (error) {
      if (attempt >= 3 || !retryable.has(sqlState(error) ?? '')) throw error
    }
  }
}
