import { bigint, uuid } from 'drizzle-orm/pg-core'

/** UUIDv7 made by the application. */
export const id = (name: string) => uuid(name)

/** Wall time, ms since the Unix epoch, UTC. Always named `..._at_ms`, `from_ms` and the like. */
export const epochMs = (name: string) => bigint(name, { mode: 'number' })

/** A count that may pass 2^31, e.g. bytes or a place in a chain; exact up to 2^53. */
export const bigCount = (name: string) => bigint(name, { mode: 'number' })
