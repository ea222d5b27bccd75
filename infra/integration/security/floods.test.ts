import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  type Entry,
  entryOfAgent,
  entryOfPage,
  entryOfPublisher,
  entryOfViewer,
  holdSilent,
  startFront,
  upgradeHead,
} from './front.ts'

/** What one address may do with a line and then fall silent. */
const silences = {
  '/live without a ticket': upgradeHead('/live'),
  '/publish without a ticket': upgradeHead('/publish'),
  '/mqtt without CONNECT': upgradeHead('/mqtt'),
  'nothing at all': '',
  'half a head': 'GET /api/v1/me HTTP/1.1\r\nHost: x\r\nX-More: ',
  'half a body': 'POST /api/v1/auth/login HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{',
}
const all = Object.keys(silences) as (keyof typeof silences)[]

/** How many lines, and which silences: all at the size that once locked everybody out, one of each room at a larger. */
const floods: readonly [count: number, kinds: readonly (keyof typeof silences)[]][] = process.env.NIGHTJAR_TEST_FLOOD
  ? [[Number(process.env.NIGHTJAR_TEST_FLOOD), all]]
  : [
      [600, all],
      [2_000, ['/live without a ticket', '/publish without a ticket', '/mqtt without CONNECT', 'half a head']],
    ]

/** Honest ones of each sort that come one after the other; enough for a percentile in the long form. */
const comers = process.env.NIGHTJAR_TEST_FLOOD ? 20 : 2
const honest = { viewer: entryOfViewer, agent: entryOfAgent, publisher: entryOfPublisher, page: entryOfPage }

/** Nearest rank. */
function p95(entries: readonly Entry[]): number {
  const sorted = entries.map(({ ms }) => ms).sort((a, b) => a - b)
  return sorted[Math.ceil(sorted.length * 0.95) - 1]!
}

for (const [count, kinds] of floods)
  test(`${count} silent lines of one address keep no viewer, agent or page of another out`, {
    timeout: 600_000,
  }, async t => {
    const front = await startFront()
    t.after(front.stop)
    for (const name of kinds) {
      const end = await holdSilent(front, count, silences[name])
      const figures: string[] = []
      for (const [who, enter] of Object.entries(honest)) {
        const entries: Entry[] = []
        for (let i = 0; i < comers; i++) entries.push(await enter(front))
        const refused = entries.reduce((sum, entry) => sum + entry.refused, 0)
        figures.push(`${who} p95 ${p95(entries)} ms, ${refused} of ${comers} refused`)
        assert.ok(
          entries.every(({ ms }) => Number.isFinite(ms)),
          `${who} never got in past ${name}`,
        )
        assert.equal(refused, 0, `${who} was turned away because of ${name}`)
      }
      end()
      t.diagnostic(`${count} × ${name}: ${figures.join('; ')}`)
    }
  })
