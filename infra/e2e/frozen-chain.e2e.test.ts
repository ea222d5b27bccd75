import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { startServer } from '@nightjar/control-plane/http/server.ts'
import { openStaticFiles } from '@nightjar/control-plane/platform/static-files.ts'
import { takeLineage } from '@nightjar/control-plane/services/chain/take-lineage.ts'
import { applyRecords } from '@nightjar/control-plane/services/recording/apply-records.ts'
import { type Harness, openHarness } from '@nightjar/control-plane/testing/harness.ts'
import { lineageStatement } from '@nightjar/control-plane/testing/lineage-statement.ts'
import { type MintedOrganisation, mintOrganisation } from '@nightjar/control-plane/testing/mint.ts'
import { type MintedCamera, mintCamera } from '@nightjar/control-plane/testing/mint-camera.ts'
import type { Page } from 'playwright-core'
import { skipWithout } from '../services/binaries.ts'
import { soundEverywhere, violations } from './accessibility.ts'
import { type Browser, startBrowser } from './browser.ts'

const skip = skipWithout(['chromium'])
const web = join(import.meta.dirname, '..', '..', 'web', 'dist')
const minuteMs = 60_000

let harness: Harness
let server: Awaited<ReturnType<typeof startServer>>
let browser: Browser
let page: Page
let own: MintedOrganisation
let camera: MintedCamera
let t0: number

const at = (minute: number) => t0 + minute * minuteMs
const send = (records: unknown) =>
  applyRecords(harness.as(camera.actor), { id: harness.base.ids.next(), cameraId: camera.cameraId, records })

before(
  async () => {
    if (skip) return
    harness = await openHarness({ settings: { web: openStaticFiles(web) } })
    server = await startServer('127.0.0.1', 0, harness.clock, harness.base.log)
    server.serve(harness.app)
    own = await mintOrganisation(harness.base)
    t0 = Math.floor(harness.clock.wallMs() / minuteMs) * minuteMs - 30 * minuteMs
    camera = await mintCamera(harness.base, own, { addedAtMs: t0 })
    browser = await startBrowser()
    page = await browser.open()
    page.setDefaultTimeout(30_000)
    const [name, value] = own.administrator.cookie.split('=') as [string, string]
    await browser.context.addCookies([{ name, value, url: `http://127.0.0.1:${server.port}` }])
  },
  { timeout: 240_000 },
)
after(async () => {
  await browser?.close()
  await server?.close()
  await harness?.close()
})

const show = async (path: string, width: number) => {
  await page.setViewportSize({ width, height: 900 })
  await page.goto(`http://127.0.0.1:${server.port}${path}`)
}

test('refused records are seen, explained, and let through again', { skip, timeout: 300_000 }, async () => {
  assert.equal(await send([0, 1, 2, 3].flatMap(minute => camera.chain.recorded(at(minute), at(minute + 1)))), 'applied')
  await send(camera.chain.gap(at(1), at(2)))
  for (const width of [1440, 390]) {
    await show('/cameras', width)
    await page.getByText('Records refused').waitFor()
    await page.getByText('Time is accounted for a second time.').waitFor()
    await soundEverywhere(page)
    await page.setViewportSize({ width, height: 900 })
    await page.getByRole('button', { name: 'Decide about the records of Test camera' }).press('Enter')
    const evidence = page.getByRole('region', { name: 'What was refused' })
    await evidence.getByText(/^1 record, of /).waitFor()
    await evidence.getByText('Show the records').press('Enter')
    await evidence.getByText(/^Record 8 of the chain: entry “camera-down”/).waitFor()
    await soundEverywhere(page)
    await page.setViewportSize({ width, height: 900 })
    const [download] = await Promise.all([page.waitForEvent('download'), evidence.getByText('Download').press('Enter')])
    const kept = JSON.parse(await readFile(await download.path(), 'utf8')) as { records: unknown }
    assert.deepEqual(kept.records, camera.chain.records.slice(8))
    await page.getByRole('button', { name: 'Begin anew…' }).press('Enter')
    await page.getByText('This cannot be taken back').waitFor()
    await soundEverywhere(page)
    await page.setViewportSize({ width, height: 900 })
    await page.getByRole('button', { name: 'Back' }).press('Enter')
    await page.getByRole('button', { name: 'Let it send again…' }).waitFor()
  }
  await page.getByRole('button', { name: 'Let it send again…' }).press('Enter')
  await page.getByRole('button', { name: 'Let it send again' }).press('Enter')
  await page.getByText('Records refused').waitFor({ state: 'detached' })
  await show('/sites', 1440)
  await page.getByText('test-agent').first().waitFor()
})

test('the agent’s card and the timeline say it too, and where the ledger was begun anew', {
  skip,
  timeout: 300_000,
}, async () => {
  await send(camera.chain.records.slice(8))
  await show('/sites', 1440)
  await page.getByText('The records of Test camera are not taken').waitFor()
  assert.deepEqual(await violations(page), [])
  await show('/cameras', 1440)
  await page.getByRole('button', { name: 'Decide about' }).click()
  await page.getByRole('button', { name: 'Begin anew…' }).click()
  await page.getByRole('button', { name: 'Begin anew' }).click()
  await page.getByText('Waiting for its agent').waitFor()
  const chain = camera.chain
  const last = chain.records[7]!
  const follows = { lineageId: null, sequence: 7, hash: chain.hashOf(last) }
  const statement = lineageStatement(chain, { follows, why: 'refused', begunAtMs: at(5) })
  await takeLineage(harness.as(camera.actor), camera.cameraId, statement)
  assert.equal(await send(chain.lineage(statement.lineageId).gap(at(4), at(20))), 'applied')
  for (const width of [1440, 390]) {
    await show('/cameras', width)
    await page.getByText('Ledger begun anew').click()
    const seam = page.getByRole('button', { name: /an administrator had the agent begin its records anew/ })
    await seam.waitFor()
    await seam.focus()
    await seam.press('Enter')
    assert.deepEqual(await violations(page), [])
  }
  assert.deepEqual(browser.complaints, [])
})
