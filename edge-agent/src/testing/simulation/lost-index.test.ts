import assert from 'node:assert/strict'
import { describe, it } from 'node:test'
import { controlPlaneHasAll, everyFileIsAccountedFor, everyRowHasItsFile, nothingWaits } from './invariants.ts'
import { SimulatedSite } from './simulated-site.ts'

/** Long enough for lost answers to be asked for again. */
const patientMs = 200_000

/** Lets all be said: cameras are off, so nothing new comes. */
async function settle(site: SimulatedSite): Promise<void> {
  await site.live(patientMs, null, { cameras: 'off' })
  site.deliver()
  everyRowHasItsFile(site)
  everyFileIsAccountedFor(site)
  nothingWaits(site)
}

const reasonsOf = (site: SimulatedSite) =>
  site.cameraIds.map(cameraId => site.controlPlane.chainOf(cameraId).data.statements.map(({ why }) => why))

/** Two lives, the index lost between them, a crash at a step of the second: everything must add up in the end. */
async function surviveLossAndCrash(seed: number, crashAt: number): Promise<boolean> {
  // What was deleted is in no file, and where its entry was not sent the control plane still takes it for recorded.
  const evicts = seed % 4 < 2
  const site = new SimulatedSite({ seed, quotaBytes: evicts ? 60_000 : null, cameras: 2 })
  await site.live(12_000, null)
  if (seed % 3 === 1) site.deliver()
  site.loseIndex(seed % 2 === 0 ? 'set-aside' : 'deleted')
  await site.clock.advance(3_000)
  site.controlPlane.isAway = seed % 3 === 0
  const { crashed } = await site.live(5_000, crashAt)
  site.controlPlane.isAway = false
  if (crashed) await site.reboot(seed % 2 === 0 ? 'power' : 'killed', 2_000)
  await settle(site)
  controlPlaneHasAll(site, site.clock.wallMs())
  for (const reasons of reasonsOf(site)) assert.deepEqual(reasons, ['index-damaged'])
  return crashed
}

describe('an index that is lost', () => {
  it('is survived, with a crash at any disk and index operation after it', { timeout: 600_000 }, async t => {
    for (let step = 1; ; step += 3) {
      const crashed = await surviveLossAndCrash(step, step).catch(error => {
        throw new Error(`seed ${step}, crash at step ${step}: ${error.stack}`)
      })
      if (crashed) continue
      t.diagnostic(`${step} steps`)
      assert.ok(step > 100, `only ${step} steps: the simulation does not do its work`)
      break
    }
  })
})
