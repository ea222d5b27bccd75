import assert from 'node:assert/strict'
import { after, before, type TestContext, test } from 'node:test'
import type { Page } from 'playwright-core'
import { skipWithout } from '../services/binaries.ts'
import { violations } from './accessibility.ts'
import { type AllInOne, startAllInOne } from './all-in-one.ts'
import { type Browser, startBrowser } from './browser.ts'

const skip = skipWithout(['chromium'])
const generous = 90_000
const options = { skip, timeout: 240_000 }
const themes = ['dark', 'light'] as const

let nightjar: AllInOne
let browser: Browser
let page: Page

/** In both themes: an open overlay closes when somebody reaches for the switch, so the page is told directly. */
async function isSound(t: TestContext, place: string): Promise<void> {
  for (const theme of themes)
    await t.test(`${place}, ${theme}`, async () => {
      await page.evaluate(name => {
        document.documentElement.dataset.theme = name
      }, theme)
      assert.deepEqual(await violations(page), [])
    })
}

const visit = (path: string) => page.goto(`${nightjar.origin}${path}`)
const shut = async (role: string) => {
  await page.keyboard.press('Escape')
  await page.waitForSelector(`[role=${role}]`, { state: 'detached' })
}

before(
  async () => {
    if (skip) return
    nightjar = await startAllInOne(['--demo'])
    browser = await startBrowser()
    page = await browser.open()
    page.setDefaultTimeout(30_000)
  },
  { timeout: 500_000 },
)
after(async () => {
  await browser?.close()
  await nightjar?.stop()
})

test('setup', options, async t => {
  await page.goto(nightjar.url)
  await page.fill('input[name=username]', 'maria')
  await page.fill('input[name=password]', 'short')
  await page.fill('input[name=repeated]', 'other')
  await page.click('button[type=submit]')
  await isSound(t, 'refused fields')
  for (const name of ['password', 'repeated']) await page.fill(`input[name=${name}]`, 'night watch owl 4711')
  await page.click('button[type=submit]')
  await page.waitForURL(url => url.pathname === '/', { timeout: generous })
})

test('live', options, async t => {
  await page.waitForSelector('article:nth-of-type(2) [data-rung]', { timeout: generous })
  await isSound(t, 'all cameras')
  await page.click('button[aria-label^="Signed in as"]')
  await page.waitForSelector('[role=menu]')
  await isSound(t, 'the menu of the user')
  await shut('menu')
  await page.keyboard.press('?')
  await page.waitForSelector('[role=dialog]')
  await isSound(t, 'the keys')
  await shut('dialog')
  await page.click('article button.tile')
  await page.waitForSelector('section canvas, section video')
  await isSound(t, 'one camera')
})

test('timeline', options, async t => {
  await visit('/timeline')
  await page.waitForSelector('figure')
  await isSound(t, 'the newest')
  await page.hover('header button[aria-label^="Use the"]')
  await page.waitForSelector('[role=tooltip]')
  await isSound(t, 'a tooltip of the header')
  await page.hover('main button[aria-label^="Zoom"]')
  await page.waitForSelector('main [role=tooltip]')
  await isSound(t, 'a tooltip of the page')
  await page.fill('input[type=date]', '2026-01-01')
  await page.waitForSelector('text=The camera was added on', { timeout: generous })
  await isSound(t, 'before the camera')
})

test('cameras', options, async t => {
  await visit('/cameras')
  await page.waitForSelector('td:has-text("Recording")', { timeout: generous })
  await isSound(t, 'the list')
  await page.click('button[aria-label^="Actions for"]')
  await page.waitForSelector('[role=menu]')
  await isSound(t, 'the menu of a row')
  await page.click('[role=menuitem]:has-text("Edit")')
  await page.waitForSelector('[role=dialog] input[name=camera-password]')
  await isSound(t, 'changing one')
  await page.click('[role=dialog] button[type=submit]')
  await page.waitForSelector('[role=status] button[aria-label=Dismiss]', { timeout: generous })
  await isSound(t, 'what was done')
  await visit('/cameras?add=1')
  await page.waitForSelector('[role=dialog] input[name=url]')
  await page.click('[role=dialog] button[type=submit]')
  await isSound(t, 'adding one')
  await shut('dialog')
  await page.click('button[aria-label^="Actions for"]')
  await page.click('[role=menuitem]:has-text("Delete")')
  await page.waitForSelector('[role=dialog]')
  await isSound(t, 'deleting one')
})

test('sites', options, async t => {
  await visit('/sites')
  await page.waitForSelector('article')
  await isSound(t, 'the list')
  await page.click('button[aria-label^="Actions for"]')
  await page.waitForSelector('[role=menu]')
  await isSound(t, 'the menu of an agent')
  await shut('menu')
  await page.click('button:has-text("Enrol")')
  await page.waitForSelector('[role=dialog] code')
  await isSound(t, 'enrolling')
  await shut('dialog')
  await page.click('button:has-text("Add site")')
  await page.waitForSelector('[role=dialog] input')
  await isSound(t, 'adding one')
})

test('the rest', options, async t => {
  await visit('/profile')
  await page.waitForSelector('h1')
  await isSound(t, 'profile')
  await visit('/nothing-here')
  await page.waitForSelector('text=There is no such page')
  await isSound(t, 'no such page')
  await browser.context.clearCookies()
  await visit('/login')
  await page.waitForSelector('input[name=password]')
  await isSound(t, 'login')
  assert.deepEqual(browser.complaints, [])
})
