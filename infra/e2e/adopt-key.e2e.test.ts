import assert from 'node:assert/strict'
import { createHash, X509Certificate } from 'node:crypto'
import { after, before, test } from 'node:test'
import { cameraIdentity, impostorIdentity } from '@nightjar/edge-agent/capture/testing/tls-identities.ts'
import type { Page } from 'playwright-core'
import { skipWithout } from '../services/binaries.ts'
import { startVirtualCamera, type VirtualCamera } from '../virtual-camera/virtual-camera.ts'
import { soundEverywhere } from './accessibility.ts'
import { type AllInOne, startAllInOne } from './all-in-one.ts'
import { type Browser, startBrowser } from './browser.ts'
import { startTlsCamera, type TlsCamera } from './tls-camera.ts'

const skip = skipWithout(['chromium'])
const generous = 90_000
const options = { skip, timeout: 240_000 }
const [first, second] = [cameraIdentity, impostorIdentity].map(({ cert }) => {
  const key = new X509Certificate(cert).publicKey.export({ type: 'spki', format: 'der' })
  return `sha256/${createHash('sha256').update(key).digest('base64')}`
}) as [string, string]

let nightjar: AllInOne
let browser: Browser
let page: Page
let plain: VirtualCamera
let camera: TlsCamera

before(
  async () => {
    if (skip) return
    plain = await startVirtualCamera({ cameras: ['gate'] })
    camera = await startTlsCamera(plain.port, cameraIdentity)
    nightjar = await startAllInOne([], { NIGHTJAR_ALLOW_LOOPBACK_CAMERAS: '1' })
    browser = await startBrowser()
    page = await browser.open()
    page.setDefaultTimeout(30_000)
    await page.goto(nightjar.url)
    await page.fill('input[name=username]', 'maria')
    for (const name of ['password', 'repeated']) await page.fill(`input[name=${name}]`, 'night watch owl 4711')
    await page.click('button[type=submit]')
    await page.waitForURL(url => url.pathname === '/', { timeout: generous })
  },
  { timeout: 500_000 },
)
after(async () => {
  await browser?.close()
  await nightjar?.stop()
  await camera?.close()
  await plain?.close()
})

const words = async (selector: string) => (await page.textContent(selector)) ?? ''

test('an address without its scheme is completed before anything is asked', options, async () => {
  await page.goto(`${nightjar.origin}/cameras?add=1`)
  await page.fill('input[name=url]', '192.168.1.20:554/x')
  await page.press('input[name=url]', 'Tab')
  assert.equal(await page.inputValue('input[name=url]'), 'rtsp://192.168.1.20:554/x')
})

test('a camera with a key that nobody knows is added once its fingerprint is adopted (R71, R72)', options, async () => {
  await page.fill('input[name=url]', `rtsps://127.0.0.1:${camera.port}/gate/main`)
  await page.click('[role=dialog] button[type=submit]')
  const adopt = '[role=dialog] button:has-text("Adopt this key")'
  await page.waitForSelector(adopt, { timeout: generous })
  assert.ok((await words('[role=dialog]')).includes(first))
  assert.equal(camera.received(), 0)
  await soundEverywhere(page)
  await page.click(adopt)
  await page.waitForSelector('[data-probe=ok]', { timeout: generous })
  const found = await words('[data-probe=ok]')
  assert.ok(found.includes(first) && found.includes('TCP, inside the encrypted connection'), found)
  await soundEverywhere(page)
  await page.fill('input[name=name]', 'Gate')
  await page.click('[role=dialog] button[type=submit]')
  await page.waitForSelector('td:has-text("Recording")', { timeout: generous })
})

test(
  'a camera whose identity changed is paused and told with both keys; one click adopts the new one',
  options,
  async () => {
    camera.become(impostorIdentity)
    const note = '[role=alert]:has-text("The identity of Gate changed")'
    await page.waitForSelector(note, { timeout: generous })
    const said = await words(note)
    assert.ok(said.includes(first) && said.includes(second), said)
    assert.equal(camera.received(), 0, 'nothing was sent to who answers with another key')
    await soundEverywhere(page)
    await page.click('button:has-text("Adopt the new key")')
    await page.waitForSelector(note, { state: 'detached', timeout: generous })
    await page.waitForSelector('td:has-text("Recording")', { timeout: generous })
    assert.ok(camera.received() > 0)
  },
)

test('the form shows the adopted key, and both before another is saved', options, async () => {
  await page.click('button[aria-label="Actions for Gate"]')
  await page.click('[role=menuitem]:has-text("Edit")')
  await page.waitForSelector('[role=dialog] input[name=tlsPin]')
  assert.equal(await page.inputValue('input[name=tlsPin]'), second)
  await page.fill('input[name=tlsPin]', first)
  const warning = await words('[role=dialog] [role=alert]')
  assert.ok(warning.includes(first) && warning.includes(second), warning)
  await soundEverywhere(page)
  await page.keyboard.press('Escape')
  assert.deepEqual(browser.complaints, [])
})
