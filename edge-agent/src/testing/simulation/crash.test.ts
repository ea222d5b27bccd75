import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { chainsAndLedgersHold, everyFileIsAccountedFor, everyRowHasItsFile, littleWasLost } from './invariants.ts'
import { SimulatedSite } from './simulated-site.ts'

const lifeMs = 7500
const mostLostMs = 1000

/** One crash at a step, a restart, a clean stop: everything must add up. */
async function surviveCrashAt(seed: number, crashAt: number, how: 'killed' | 'power'): Promise<boolean> {
  // A quota that holds about two segments, so that retention works in every life.
  const site = new SimulatedSite({ seed, quotaBytes: 45_000, cameras: 2 })
  const { crashed } = await site.live(lifeMs, crashAt)
  const sinceMs = site.streamingSinceMs
  const crashedAtMs = site.clock.wallMs()
  if (crashed) {
    await site.reboot(how, 3000)
    everyRowHasItsFile(site)
    await site.live(2500, null)
    if (sinceMs !== null) littleWasLost(site, sinceMs, crashedAtMs, mostLostMs)
  }
  everyRowHasItsFile(site)
  everyFileIsAccountedFor(site)
  chainsAndLedgersHold(site, site.clock.wallMs())
  return crashed
}

describe('crash simulation', () => {
  for (const how of ['power', 'killed'] as const) {
    it(`survives a crash at every disk and index operation (${how})`, { timeout: 600_000 }, async () => {
      for (let step = 1; ; step++) {
        const crashed = await surviveCrashAt(step, step, how).catch(error => {
          throw new Error(`seed ${step}, crash at step ${step} (${how}): ${error.stack}`)
        })
        if (!crashed) {
          assert.ok(step > 100, `only ${step} steps: the simulation does not do its work`)
          break
        }
      }
    })
  }
})
