import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import { gstSkip } from '../integration/capture/servers.ts'
import { type RunningServer, startGstCamera } from '../rtsp-servers/gst-camera.ts'
import { skipWithout } from '../services/binaries.ts'
import { soundEverywhere } from './accessibility.ts'
import { type AllInOne, startAllInOne } from './all-in-one.ts'
import { type Browser, startBrowser } from './browser.ts'
import { waitFor } from './wait-for.ts'

const run = promisify(execFile)
const skip = skipWithout(['chromium']) || gstSkip()
const generous = 90_000

let folder: string
let camera: RunningServer
let nightjar: AllInOne
let browser: Browser
let page: Page

/** A clip of H.264 that is renewed bit by bit: what an encoder begins with, its only IDR picture, is cut off. */
async function refreshedClip(): Promise<string> {
  const [whole, cut] = [join(folder, 'whole.mp4'), join(folder, 'cut.mp4')]
  const source = ['-f', 'lavfi', '-i', 'testsrc2=size=640x360:rate=15:duration=70']
  const x264 = ['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p']
  const refresh = ['-x264-params', 'intra-refresh=1:keyint=30:bframes=0:ref=1:scenecut=0']
  await run('ffmpeg', ['-v', 'error', ...source, ...x264, ...refresh, '-y', whole])
  await run('ffmpeg', ['-v', 'error', '-ss', '5', '-i', whole, '-c', 'copy', '-y', cut])
  return cut
}

before(
  async () => {
    if (skip) return
    folder = await mkdtemp(join(tmpdir(), 'nightjar-e2e-clip-'))
    camera = await startGstCamera('--clip', await refreshedClip())
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
  await camera?.stop()
  if (folder !== undefined) await rm(folder, { recursive: true })
})

test('a camera without complete pictures says at its tile why nothing is shown, and what to do', {
  skip,
  timeout: 240_000,
}, async () => {
  const added = await page.evaluate(async url => {
    const recording = { segmentSeconds: 10 }
    const body = JSON.stringify({ name: 'Gate', url, recording })
    const headers = { 'content-type': 'application/json' }
    return (await fetch('/api/v1/cameras', { method: 'POST', headers, body })).status
  }, camera.url)
  assert.equal(added, 201)
  await page.reload()
  const tile = page.locator('article[aria-label=Gate]')
  await tile.getByText('Cannot be shown here').waitFor({ timeout: generous })
  await tile.getByText('Set a keyframe (IDR) interval in the camera').waitFor()
  await soundEverywhere(page)
})

test('its recording says the same, and can be downloaded', { skip, timeout: 240_000 }, async () => {
  const recorded = await waitFor(
    'a recorded segment',
    () =>
      page.evaluate(async () => {
        const json = async (path: string) => (await fetch(`/api/v1${path}`)).json()
        const id = (await json('/cameras')).items[0].id as string
        const [from, to] = [Date.now() - 600_000, Date.now()].map(ms => new Date(ms).toISOString())
        const { items } = await json(`/cameras/${id}/segments?from=${from}&to=${to}`)
        return items.length === 0 ? null : { id, at: items[0].manifest.wallStartMs as number }
      }),
    generous,
  )
  const at = new Date(recorded.at + 1500).toISOString()
  await page.goto(`${nightjar.origin}/timeline?camera=${recorded.id}&t=${at}`)
  const note = page.getByRole('alert').filter({ hasText: 'This browser cannot show the recording' })
  await note.waitFor({ timeout: generous })
  await note.getByText('download it and open it in VLC').waitFor()
  await soundEverywhere(page)
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    note.getByRole('link', { name: 'Download' }).click(),
  ])
  const file = join(folder, 'download.mp4')
  await download.saveAs(file)
  const { stdout } = await run('ffprobe', [
    '-v',
    'fatal',
    '-count_frames',
    '-show_entries',
    'stream=nb_read_frames',
    file,
  ])
  assert.ok(Number(/nb_read_frames=(\d+)/.exec(stdout)?.[1]) > 30, stdout)
  assert.deepEqual(browser.complaints, [])
})
