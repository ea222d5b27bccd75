import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
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

/** How many lines, and which silences: all at the size that once locked everybody out, one of each door at a larger. */
const floods: readonly [count: number, kinds: readonly (keyof typeof silences)[]][] = process.env.NIGHTJAR_TEST_FLOOD
  ? [[Number(process.env.NIGHTJAR_TEST_FLOOD), all]]
  : [
      [600, all],
      [2_000, ['/live without a ticket', '/mqtt without CONNECT', 'half a head']],
    ]

for (const [count, kinds] of floods)
  test(`${count} silent lines of one address keep no viewer, agent or page of another out`, {
    timeout: 600_000,
  }, async t => {
    const front = await startFront()
    t.after(front.stop)
    for (const name of kinds) {
      const end = await holdSilent(front, count, silences[name])
      const viewer = await entryOfViewer(front)
      const agent = await entryOfAgent(front)
      const publisher = await entryOfPublisher(front)
      const page = await entryOfPage(front)
      end()
      const entries = Object.entries({ viewer, agent, publisher, page })
      const figures = entries.map(([who, { ms, refused }]) => `${who} ${ms} ms after ${refused} refusals`)
      t.diagnostic(`${count} × ${name}: ${figures.join(', ')}`)
      for (const [who, { ms, refused }] of entries) {
        assert.ok(Number.isFinite(ms), `${who} never got in past ${name}`)
        assert.equal(refused, 0, `${who} was turned away because of ${name}`)
      }
    }
  })
