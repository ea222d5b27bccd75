import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { skipWithout } from '../services/binaries.ts'
import { startVirtualCamera, type VirtualCamera } from '../virtual-camera/virtual-camera.ts'
import { type AllInOne, startAllInOne } from './all-in-one.ts'
import { type Browser, startBrowser } from './browser.ts'
import { hasContent, shownPicture } from './page-reading.ts'

const skip = skipWithout(['chromium'])
const generous = 90_000
const secret = 'p@ss/word 4711'

let nightjar: AllInOne
let browser: Browser
let page: Page
let source: VirtualCamera

before(
  async () => {
    if (skip) return
    source = await startVirtualCamera({
      cameras: ['gate'],
      credentials: { user: 'admin', password: secret, scheme: 'digest' },
    })
    // The virtual camera runs on the agent's own host, which only the agent's start may allow.
    nightjar = await startAllInOne([], { NIGHTJAR_ALLOW_LOOPBACK_CAMERAS: '1' })
    browser = await startBrowser()
    page = await browser.open()
    page.setDefaultTimeout(30_000)
    await page.goto(nightjar.url)
    await page.fill('input[name=username]', 'maria')
    await page.fill('input[name=password]', 'night watch owl 4711')
    await page.fill('input[name=repeated]', 'night watch owl 4711')
    await page.click('button[type=submit]')
    await page.waitForURL(url => url.pathname === '/', { timeout: generous })
  },
  { timeout: 500_000 },
)
after(async () => {
  await browser?.close()
  await nightjar?.stop()
  await source?.close()
})

test('an empty Nightjar says what to do next', { skip, timeout: 120_000 }, async () => {
  await page.click('text=Add a camera', { timeout: generous })
  await page.waitForSelector('[role=dialog] input[name=url]')
})

test('a wrong path is said at its field, and nothing is saved', {
  skip,
  timeout: 240_000,
}, async () => {
  await page.fill('input[name=url]', `rtsp://127.0.0.1:${source.port}/nothing-here`)
  await page.fill('input[name=camera-username]', 'admin')
  await page.fill('input[name=camera-password]', secret)
  await page.click('[role=dialog] button[type=submit]')
  await page.waitForSelector('input[name=url][aria-invalid=true]', { timeout: generous })
  assert.match((await page.textContent('[role=dialog]')) ?? '', /no such stream/i)
  const cameras = await page.evaluate(async () => (await (await fetch('/api/v1/cameras')).json()).items.length)
  assert.equal(cameras, 0)
})

test('the camera shows what it sends before it is saved, and is live and recording after', {
  skip,
  timeout: 240_000,
}, async () => {
  await page.fill('input[name=url]', '')
  await page.click('input[name=url]')
  await page.keyboard.insertText(`rtsp://admin:${encodeURIComponent(secret)}@127.0.0.1:${source.port}/gate/main`)
  assert.equal(await page.inputValue('input[name=camera-password]'), secret)
  await page.click('[role=dialog] button[type=submit]')
  await page.waitForSelector('[data-probe=ok]', { timeout: generous })
  assert.match((await page.textContent('[data-probe=ok]')) ?? '', /H\.264.*1280 × 720/s)
  assert.ok(hasContent(await shownPicture(page, '[data-probe=ok] img')), 'the probe has a picture')
  await page.fill('input[name=name]', 'Gate')
  await page.click('[role=dialog] button[type=submit]')
  await page.waitForSelector('[role=dialog]', { state: 'detached', timeout: generous })
  await page.waitForSelector('td:has-text("Recording")', { timeout: generous })
  await page.click('a:has-text("Gate")')
  await page.waitForSelector('[data-rung]', { timeout: generous })
  assert.ok(hasContent(await shownPicture(page, 'section canvas')), 'the picture is not empty')
})

test('a password in path or query moves to its field; what only looks like a secret is warned of below the address', {
  skip,
  timeout: 120_000,
}, async () => {
  await page.goto(`${nightjar.origin}/cameras`)
  await page.click('text=Add camera', { timeout: generous })
  await page.click('input[name=url]')
  await page.keyboard.insertText('rtsp://10.0.0.5/live?user=viewer&pwd=pathpass7&token=abc')
  assert.equal(
    await page.inputValue('input[name=url]'),
    'rtsp://10.0.0.5/live?user={username}&pwd={password}&token=abc',
  )
  assert.equal(await page.inputValue('input[name=camera-password]'), 'pathpass7')
  const words = (await page.textContent('[role=dialog]')) ?? ''
  assert.match(words, /in braces is filled in/)
  assert.match(words, /"token" in the address looks like a secret/)
  await page.keyboard.press('Escape')
})

test('another port asks for the password again, at its field, and saves nothing', {
  skip,
  timeout: 120_000,
}, async () => {
  await page.click('button[aria-label="Actions for Gate"]')
  await page.click('[role=menuitem]:has-text("Edit")')
  const stored = await page.inputValue('[role=dialog] input[name=url]')
  await page.fill('input[name=url]', stored.replace(/:\d+\//, ':80/'))
  await page.click('[role=dialog] button[type=submit]')
  await page.waitForSelector('input[name=camera-password][aria-invalid=true]', { timeout: generous })
  // The refusal is what was asked for; the browser counts it as a failed load.
  assert.deepEqual(
    browser.complaints.splice(0).filter(complaint => !/status of 422 .*\/api\/v1\/cameras\//.test(complaint)),
    [],
  )
  assert.match((await page.textContent('[role=dialog]')) ?? '', /Enter the user name and password again/)
  await page.keyboard.press('Escape')
  await page.reload()
  await page.click('button[aria-label="Actions for Gate"]', { timeout: generous })
  await page.click('[role=menuitem]:has-text("Edit")')
  assert.equal(await page.inputValue('[role=dialog] input[name=url]'), stored)
  await page.keyboard.press('Escape')
})

test('the edit page never has the password, and a deleted camera is gone', { skip, timeout: 240_000 }, async () => {
  const bodies: string[] = []
  page.on(
    'response',
    response =>
      void response
        .text()
        .then(text => bodies.push(text))
        .catch(() => undefined),
  )
  await page.goto(`${nightjar.origin}/cameras`)
  await page.click('button[aria-label="Actions for Gate"]')
  await page.click('[role=menuitem]:has-text("Edit")')
  await page.waitForSelector('[role=dialog] input[name=camera-password]')
  const values = await page.$$eval('input', inputs => inputs.map(input => input.value))
  assert.ok(!values.includes(secret))
  assert.ok(!(await page.content()).includes(secret))
  for (const body of bodies) assert.ok(!body.includes(secret) && !body.includes(encodeURIComponent(secret)))
  await page.keyboard.press('Escape')
  await page.click('button[aria-label="Actions for Gate"]')
  await page.click('[role=menuitem]:has-text("Delete")')
  await page.click('[role=dialog] button:has-text("Delete camera")')
  await page.waitForSelector('text=No cameras yet')
  assert.deepEqual(browser.complaints, [])
})
