import { describe, it } from 'node:test'
import { seededFraction } from '../seeded.ts'
import { type Fate, failure, type SimulatedDisk } from '../simulated-disk.ts'
import { chainsAndLedgersHold, everyFileIsAccountedFor, everyRowHasItsFile, littleWasLost } from './invariants.ts'
import { SimulatedSite } from './simulated-site.ts'

/** More of them with NIGHTJAR_SEEDS; one alone with NIGHTJAR_SEED, to repeat what a failure printed. */
const seeds = process.env.NIGHTJAR_SEED
  ? [Number(process.env.NIGHTJAR_SEED)]
  : Array.from({ length: Number(process.env.NIGHTJAR_SEEDS ?? 20) }, (_, i) => i + 1)

const livesOfASeed = 4
/** A seed takes a quarter of a second. */
const options = { timeout: 600_000 + seeds.length * 2000 }

/** Returns how many of the lives ended in a crash. */
async function severalLives(seed: number, trouble: (disk: SimulatedDisk, fraction: () => number) => void) {
  const fraction = seededFraction(seed * 31)
  const site = new SimulatedSite({
    seed,
    quotaBytes: fraction() < 0.5 ? 60_000 : null,
    cameras: 1 + Math.floor(fraction() * 3),
  })
  let crashes = 0
  for (let life = 0; life < livesOfASeed; life++) {
    trouble(site.disk, fraction)
    const { crashed } = await site.live(
      2000 + fraction() * 15_000,
      fraction() < 0.8 ? 1 + Math.floor(fraction() * 400) : null,
    )
    if (crashed) crashes++
    const { streamingSinceMs: sinceMs } = site
    const crashedAtMs = site.clock.wallMs()
    await site.reboot(fraction() < 0.5 ? 'power' : 'killed', Math.floor(fraction() * 30_000))
    everyRowHasItsFile(site)
    await site.live(1000, null)
    if (crashed && sinceMs !== null && !site.hadDiskTrouble) littleWasLost(site, sinceMs, crashedAtMs, 1000)
    everyRowHasItsFile(site)
    everyFileIsAccountedFor(site)
    chainsAndLedgersHold(site, site.clock.wallMs())
    await site.clock.advance(Math.floor(fraction() * 10_000))
  }
  return crashes
}

const withSeed = async (seed: number, work: Promise<number>) =>
  work.catch(error => {
    throw new Error(`seed ${seed}: ${error.stack}`)
  })

const figures = (crashes: number): string =>
  `${seeds.length} seeds, ${seeds.length * livesOfASeed} lives, ${crashes} crashes`

describe('random lives', () => {
  it('adds up after any sequence of crashes, stops and pauses', options, async t => {
    let crashes = 0
    for (const seed of seeds) {
      crashes += await withSeed(
        seed,
        severalLives(seed, () => {}),
      )
    }
    t.diagnostic(figures(crashes))
  })

  it('adds up on a disk that fails, fills up and stalls', options, async t => {
    let crashes = 0
    for (const seed of seeds) {
      crashes += await withSeed(
        seed,
        severalLives(seed, (disk, fraction) => {
          const full = fraction() < 0.3
          disk.capacityBytes = full ? disk.usedBytes() + 20_000 + fraction() * 60_000 : Number.POSITIVE_INFINITY
          disk.trouble = ({ verb, path }): Fate => {
            const isMedia = path.endsWith('.mp4') && ['writev', 'sync', 'close', 'create'].includes(verb)
            return isMedia && fraction() < 0.02 ? failure('EIO', path) : 'proceed'
          }
        }),
      )
    }
    t.diagnostic(figures(crashes))
  })
})
