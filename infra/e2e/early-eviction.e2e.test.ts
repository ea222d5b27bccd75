import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { startServer } from '@nightjar/control-plane/http/server.ts'
import { openStaticFiles } from '@nightjar/control-plane/platform/static-files.ts'
import { applyRecords } from '@nightjar/control-plane/services/recording/apply-records.ts'
import { type Harness, openHarness } from '@nightjar/control-plane/testing/harness.ts'
import { mintOrganisation } from '@nightjar/control-plane/testing/mint.ts'
import { mintCamera } from '@nightjar/control-plane/testing/mint-camera.ts'
import { AppError } from '@nightjar/shared/errors/app-error.ts'
import type { Page } from 'playwright-core'
import { skipWithout } from '../services/binaries.ts'
import { violations } from './accessibility.ts'
import { type Browser, startBrowser } from './browser.ts'

const skip = skipWithout(['chromium'])
const web = join(import.meta.dirname, '..', '..', 'web', 'dist')
const minuteMs = 60_000

let harness: Harness
let server: Awaited<ReturnType<typeof startServer>>
let browser: Browser
let page: Page
let asked = 0

before(
  async () => {
    if (skip) return
    const send = async (): Promise<never> => {
      asked += 1
      throw new AppError('media.gone')
    }
    harness = await openHarness({
      settings: { web: openStaticFiles(web) },
      parts: () => ({ transfers: { send } }),
    })
    server = await startServer('127.0.0.1', 0, harness.clock, harness.base.log)
    server.serve(harness.app)
    const own = await mintOrganisation(harness.base)
    const t0 = Math.floor(harness.clock.wallMs() / minuteMs) * minuteMs - 30 * minuteMs
    const { chain, cameraId, actor } = await mintCamera(harness.base, own, { addedAtMs: t0 })
    const at = (minute: number) => t0 + minute * minuteMs
    const recorded = Array.from({ length: 8 }, (_, minute) => chain.recorded(at(minute), at(minute + 1)))
    const deleted = recorded.slice(2, 6).flatMap(([manifest]) => chain.evicted(manifest))
    const records = [...recorded.flat(), ...deleted]
    const batch = { id: harness.base.ids.next(), cameraId, records }
    assert.equal(await applyRecords(harness.as(actor), batch), 'applied')
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

test('recordings that went early are an alarm on their camera, and the site can be asked for them', {
  skip,
  timeout: 300_000,
}, async () => {
  for (const width of [1440, 390]) {
    await page.setViewportSize({ width, height: 900 })
    await page.goto(`http://127.0.0.1:${server.port}/cameras`)
    await page.getByText('Deleted early').waitFor()
    await page.getByText(/The disk holds 2\d minutes of 7 days: 4 segments between/).waitFor()
    assert.deepEqual(await violations(page), [])
    await page.getByRole('link', { name: 'Show it: what was deleted of Test camera' }).press('Enter')
    const before = asked
    await page.getByRole('button', { name: 'Ask the site for it' }).press('Enter')
    await page.getByText('The recording was deleted').waitFor()
    assert.ok(asked > before, 'the site itself has said so')
    assert.deepEqual(await violations(page), [])
  }
  assert.deepEqual(browser.complaints, [])
})
