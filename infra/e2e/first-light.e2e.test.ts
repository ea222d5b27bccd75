import assert from 'node:assert/strict'
import { readdir, readFile, rename } from 'node:fs/promises'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import type { Page } from 'playwright-core'
import { processTree } from '../rig/process-tree.ts'
import { skipWithout } from '../services/binaries.ts'
import { type AllInOne, startAllInOne } from './all-in-one.ts'
import { type Browser, startBrowser } from './browser.ts'
import { apart, changedPixels, hasContent, readableStorage, shownPicture, videoTime } from './page-reading.ts'
import { waitFor } from './wait-for.ts'

const skip = skipWithout(['chromium'])
const password = 'night watch owl 4711'
const generous = 90_000

interface CameraFacts {
  readonly id: string
  readonly name: string
}
interface SegmentFacts {
  readonly where: string
  readonly manifest: { readonly wallStartMs: number; readonly wallEndMs: number }
}

let nightjar: AllInOne
let browser: Browser
let page: Page
let camera: CameraFacts

/** The API as the page's own session sees it. */
const api = <T>(path: string): Promise<T> => page.evaluate(async url => (await fetch(url)).json(), `/api/v1${path}`)

/** Newest first. */
async function segments(cameraId = camera.id): Promise<SegmentFacts[]> {
  const to = new Date()
  const from = new Date(to.getTime() - 600_000)
  const query = `from=${from.toISOString()}&to=${to.toISOString()}&limit=500`
  const { items } = await api<{ items: SegmentFacts[] }>(`/cameras/${cameraId}/segments?${query}`)
  return items.toReversed()
}

async function playsFrom(segment: SegmentFacts, words: RegExp): Promise<void> {
  const at = new Date(segment.manifest.wallStartMs + 1500).toISOString()
  await page.goto(`${nightjar.origin}/timeline?camera=${camera.id}&t=${at}`)
  await page.waitForFunction(
    () => (document.querySelector<HTMLVideoElement>('figure video')?.readyState ?? 0) >= 2,
    undefined,
    {
      timeout: generous,
    },
  )
  await page.keyboard.press('Space')
  const start = await videoTime(page)
  await waitFor('the recording to play', async () => (await videoTime(page)) > start + 2)
  assert.ok(hasContent(await shownPicture(page, 'figure video')), 'the picture is not empty')
  await waitFor('the page to say where the bytes are', async () => words.test((await page.textContent('main')) ?? ''))
  await page.keyboard.press('Space')
}

before(
  async () => {
    if (skip) return
    nightjar = await startAllInOne(['--demo'])
    browser = await startBrowser()
    page = await browser.open()
  },
  { timeout: 500_000 },
)
after(async () => {
  await browser?.close()
  await nightjar?.stop()
})

test('the printed address leads through setup to live pictures, and the token leaves the address bar', {
  skip,
  timeout: 240_000,
}, async () => {
  await page.goto(nightjar.url)
  await page.fill('input[name=username]', 'maria')
  assert.equal(new URL(page.url()).hash, '')
  await page.fill('input[name=password]', 'short')
  await page.fill('input[name=repeated]', 'other')
  await page.click('button[type=submit]')
  assert.match((await page.textContent('form')) ?? '', /at least 12 characters.*not the same/is)
  await page.fill('input[name=password]', password)
  await page.fill('input[name=repeated]', password)
  await page.click('button[type=submit]')
  await page.waitForURL(url => url.pathname === '/', { timeout: generous })
  await page.waitForSelector('article:nth-of-type(2) [data-rung=webcodecs]', { timeout: generous })
  const { items } = await api<{ items: CameraFacts[] }>('/cameras')
  assert.equal(items.length, 2)
  camera = items[0]!
})

test('both demo cameras are live: their pictures change', { skip, timeout: 240_000 }, async () => {
  for (const tile of await page.$$('article[data-camera]')) {
    const selector = `article[data-camera="${await tile.getAttribute('data-camera')}"] canvas`
    const first = await shownPicture(page, selector)
    assert.ok(hasContent(first), 'the picture is not empty')
    await waitFor(
      'the picture to change',
      async () => changedPixels(first, await shownPicture(page, selector)) > 3,
      generous,
    )
  }
})

test('without WebCodecs the same cameras play by MSE, and the tile says so', { skip, timeout: 240_000 }, async t => {
  const other = await browser.open()
  t.after(() => other.close())
  await other.addInitScript(() => {
    Reflect.deleteProperty(globalThis, 'VideoDecoder')
  })
  await other.goto(nightjar.origin)
  await other.waitForSelector('article [data-rung=mse]', { timeout: generous })
  const time = () => other.$eval('article video', video => (video as HTMLVideoElement).currentTime)
  const first = await time()
  await waitFor('the picture to move', async () => (await time()) > first + 1)
  assert.ok(hasContent(await shownPicture(other, 'article video')), 'the picture is not empty')
})

test('the timeline plays a segment from the archive, across its end into the next', {
  skip,
  timeout: 400_000,
}, async () => {
  const archived = await waitFor(
    'two segments in a row to be mirrored',
    async () => {
      const both = (await segments()).filter(({ where }) => where === 'both')
      return both.find(({ manifest }) =>
        both.some(other => Math.abs(other.manifest.wallStartMs - manifest.wallEndMs) < 300),
      )
    },
    180_000,
  )
  await playsFrom(archived, /in the archive/)
  await page.goto(
    `${nightjar.origin}/timeline?camera=${camera.id}&t=${new Date(archived.manifest.wallEndMs - 1500).toISOString()}`,
  )
  await page.waitForFunction(
    () => (document.querySelector<HTMLVideoElement>('figure video')?.readyState ?? 0) >= 2,
    undefined,
    {
      timeout: generous,
    },
  )
  await page.keyboard.press('Space')
  const shown = () => page.$eval('time', element => Date.parse(element.getAttribute('datetime') ?? ''))
  await waitFor(
    'playback to pass the end of the segment',
    async () => (await shown()) > archived.manifest.wallEndMs + 1500,
    generous,
  )
  await page.keyboard.press('Space')
})

test('two cameras play in step, and stand at the same moment after a pause and after a seek', {
  skip,
  timeout: 400_000,
}, async () => {
  const { items } = await api<{ items: CameraFacts[] }>('/cameras')
  const both = items.map(({ id }) => id)
  const at = await waitFor('both to have recorded the same five seconds', async () => {
    const [ours, others] = await Promise.all(both.map(segments))
    const starts = [...ours!, ...others!].map(({ manifest }) => manifest.wallStartMs + 500)
    const holds = (list: SegmentFacts[], from: number) =>
      list.some(({ manifest }) => manifest.wallStartMs < from && manifest.wallEndMs > from + 5000)
    return starts.find(start => holds(ours!, start) && holds(others!, start))
  })
  await page.goto(`${nightjar.origin}/timeline?camera=${both.join()}&t=${new Date(at).toISOString()}`)
  await page.waitForFunction(
    () => [...document.querySelectorAll<HTMLVideoElement>('figure video')].filter(v => v.readyState >= 2).length === 2,
    undefined,
    { timeout: generous },
  )
  const start = await videoTime(page)
  let close = 0
  await page.keyboard.press('Space')
  await waitFor('both to play within 100 ms of each other', async () => {
    close = (await apart(page)) < 0.1 ? close + 1 : 0
    return close >= 5 && (await videoTime(page)) > start + 1
  })
  await page.keyboard.press('Space')
  await waitFor('both to stand at the same moment', async () => (await apart(page)) < 0.01)
  await page.keyboard.press('ArrowLeft')
  await waitFor('both to follow a seek', async () => (await videoTime(page)) < start && (await apart(page)) < 0.01)
})

test('with the archive gone the timeline plays from the site', { skip, timeout: 400_000 }, async t => {
  const archive = join(nightjar.dataDir, 'archive')
  await rename(archive, `${archive}-away`)
  let back = false
  const bringBack = async () => {
    if (!back) await rename(`${archive}-away`, archive)
    back = true
  }
  t.after(bringBack)
  const atSite = await waitFor(
    'a segment that is only at the site',
    async () => (await segments()).find(({ where }) => where === 'site'),
    180_000,
  )
  await playsFrom(atSite, /from the site/)
  await bringBack()
})

test('what cannot be a camera is refused in words at its field, and a pasted password is masked at once', {
  skip,
  timeout: 240_000,
}, async () => {
  await page.goto(`${nightjar.origin}/cameras?add=1`)
  await page.click('input[name=url]')
  await page.keyboard.insertText('rtsp://admin:hunter2secret@169.254.169.254:554/stream')
  await page.waitForTimeout(100)
  assert.equal(await page.inputValue('input[name=url]'), 'rtsp://169.254.169.254:554/stream')
  assert.equal(await page.inputValue('input[name=camera-password]'), 'hunter2secret')
  assert.equal(await page.getAttribute('input[name=camera-password]', 'type'), 'password')
  for (const url of ['rtsp://169.254.169.254/x', 'rtsp://127.0.0.1:1/x', 'file:///etc/passwd']) {
    await page.fill('input[name=url]', url)
    await page.click('button[type=submit]')
    await waitFor(`a sentence about ${url}`, () => page.$('input[name=url][aria-invalid=true]'))
    const said = (await page.textContent('[role=dialog]')) ?? ''
    assert.match(said, /address/i)
    assert.doesNotMatch(said, /undefined|\[object|Error:/)
  }
  const { items } = await api<{ items: CameraFacts[] }>('/cameras')
  assert.equal(items.length, 2, 'nothing was saved')
})

test('nothing a script can read holds a credential, and no page complained', { skip, timeout: 60_000 }, async () => {
  await page.goto(`${nightjar.origin}/sites`)
  await page.waitForSelector('article')
  const stored = await readableStorage(page)
  assert.doesNotMatch(stored, /token|session|sid|[A-Za-z0-9_-]{32,}/i)
  const cookies = await browser.context.cookies()
  assert.ok(
    cookies.length > 0 && cookies.every(cookie => cookie.httpOnly),
    'the session cookie is out of reach of scripts',
  )
  for (const { value } of cookies) assert.ok(!stored.includes(value))
  assert.deepEqual(browser.complaints, [])
})

test('after kill -9 of the control plane the page says so and its pictures come back without a reload', {
  skip,
  timeout: 400_000,
}, async t => {
  // Its complaints are the refused connections that this test is about.
  const live = await browser.context.newPage()
  t.after(() => live.close())
  let loads = 0
  live.on('load', () => {
    loads += 1
  })
  await live.goto(nightjar.origin)
  await live.waitForSelector('article:nth-of-type(2) [data-rung]', { timeout: generous })
  const control = processTree(nightjar.pid).find(({ command }) => command.includes('control-plane/src/main.ts'))
  process.kill(control!.pid, 'SIGKILL')
  await live.waitForSelector('text=Nightjar cannot be reached', { timeout: generous })
  await live.waitForSelector('text=Nightjar cannot be reached', { state: 'detached', timeout: generous })
  await waitFor('both pictures to come back', async () => (await live.$$('article [data-rung]')).length === 2, generous)
  const tile = 'article[data-camera] canvas'
  const first = await shownPicture(live, tile)
  await waitFor('the picture to move', async () => changedPixels(first, await shownPicture(live, tile)) > 3, generous)
  assert.equal(loads, 1)
})

test('no log has a password or the setup token', { skip, timeout: 60_000 }, async () => {
  const logs = join(nightjar.dataDir, 'logs')
  const token = new URLSearchParams(new URL(nightjar.url).hash.slice(1)).get('token')!
  const names = await readdir(logs)
  assert.ok(names.length > 0)
  for (const name of names) {
    const text = await readFile(join(logs, name), 'utf8')
    for (const secret of [password, 'hunter2secret', token]) assert.ok(!text.includes(secret), `${name} has a secret`)
  }
})
