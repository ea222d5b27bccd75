import assert from 'node:assert/strict'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { startServer } from '@nightjar/control-plane/http/server.ts'
import { openStaticFiles } from '@nightjar/control-plane/platform/static-files.ts'
import { type Harness, openHarness } from '@nightjar/control-plane/testing/harness.ts'
import { mintOrganisation } from '@nightjar/control-plane/testing/mint.ts'
import type { Page } from 'playwright-core'
import { skipWithout } from '../services/binaries.ts'
import { soundEverywhere } from './accessibility.ts'
import { type Browser, startBrowser } from './browser.ts'
import { mintCopiedAgent, mintLossyCamera, mintRecorder } from './troubled-site.ts'

const skip = skipWithout(['chromium'])
const web = join(import.meta.dirname, '..', '..', 'web', 'dist')
const options = { skip, timeout: 240_000 }

let harness: Harness
let server: Awaited<ReturnType<typeof startServer>>
let browser: Browser
let page: Page
let lossy: Awaited<ReturnType<typeof mintLossyCamera>>

before(
  async () => {
    if (skip) return
    harness = await openHarness({ settings: { web: openStaticFiles(web) } })
    server = await startServer('127.0.0.1', 0, harness.clock, harness.base.log)
    server.serve(harness.app)
    const own = await mintOrganisation(harness.base)
    await mintRecorder(harness, own)
    lossy = await mintLossyCamera(harness, own)
    await mintCopiedAgent(harness, own)
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

const show = (path: string) => page.goto(`http://127.0.0.1:${server.port}${path}`)

test('loss is said on the tile and in the list, with the secret in the address', options, async () => {
  await show('/')
  await page.locator('article[aria-label=Harbour]').getByText('2.1 % of packets lost').waitFor()
  await soundEverywhere(page)
  await show('/cameras')
  await page.getByText('Recording with losses').waitFor()
  await page.getByText('"accesstoken" in the address looks like a secret').waitFor()
  await soundEverywhere(page)
  await page.getByRole('button', { name: 'Actions for Harbour' }).click()
  await page.getByRole('menuitem', { name: 'Edit' }).click()
  await page.getByRole('dialog').getByText('"accesstoken" in the address looks like a secret').waitFor()
  await soundEverywhere(page)
})

test('the key of a recorder is adopted for all its channels by one click', options, async () => {
  await show('/cameras')
  const alert = page.getByRole('alert').filter({ hasText: '3 cameras at 192.0.2.30:322 cannot prove who they are' })
  await alert.getByText('Cameras: Recorder, channel 1, Recorder, channel 2, Recorder, channel 3.').waitFor()
  await soundEverywhere(page)
  await alert.getByRole('button', { name: 'Adopt this key for all 3 cameras' }).click()
  await page.getByText('The key of 3 cameras was adopted').waitFor()
  await alert.waitFor({ state: 'detached' })
  await soundEverywhere(page)
})

test('pictures that packet loss damaged are on the track, in words, and reached by key', options, async () => {
  const first = new Date(lossy.fromMs + 5000).toISOString()
  await show(`/timeline?camera=${lossy.camera.cameraId}&t=${first}`)
  const note = page.getByRole('button', { name: /Harbour.*24 of about 3000 pictures damaged by packet loss/ })
  await note.waitFor()
  const minuteOf = () => page.locator('fieldset time').getAttribute('datetime')
  const before = await minuteOf()
  await page.locator('body').press('d')
  await page.waitForFunction(was => document.querySelector('fieldset time')?.getAttribute('datetime') !== was, before)
  const second = await minuteOf()
  await note.press('Enter')
  await page.waitForFunction(was => document.querySelector('fieldset time')?.getAttribute('datetime') !== was, second)
  assert.equal(Date.parse((await minuteOf()) ?? '') - Date.parse(second ?? ''), 60_000)
  // Over the track from left to right, until what is under the pointer is damaged.
  const canvas = (await page.locator('canvas').boundingBox())!
  const track = page.getByRole('checkbox', { name: 'Show Harbour together with others' })
  const row = (await track.boundingBox())!
  const x = await page.evaluate(() => document.querySelector('canvas')!.width / devicePixelRatio)
  for (let share = 0.02; share < 1 && !(await page.getByText('12 of about 1500 pictures').isVisible()); share += 0.01)
    await page.mouse.move(canvas.x + x * share, row.y + row.height / 2)
  await page.getByText(/12 of about 1500 pictures damaged by packet loss, [0-9:]{8} – [0-9:]{8}/).waitFor()
  await soundEverywhere(page)
})

test('machines with one identity are told apart, and one is chosen', options, async () => {
  await show('/sites')
  await page.getByText('nuc-barn-restored').waitFor()
  await soundEverywhere(page)
  await page.getByRole('button', { name: 'Let this one go on' }).first().click()
  await page.getByRole('alertdialog').or(page.getByRole('dialog')).waitFor()
  await soundEverywhere(page)
  assert.deepEqual(browser.complaints, [])
})
