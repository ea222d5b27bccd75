import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Camera } from '@nightjar/shared/api/camera.ts'
import type { Segment } from '@nightjar/shared/api/recording.ts'
import type { Page } from 'playwright-core'
import { bucketEnvironment } from '../integration/archive/bucket.ts'
import { skipWithout } from '../services/binaries.ts'
import { startRadosgw } from '../services/radosgw.ts'
import { startAllInOne } from './all-in-one.ts'
import { startBrowser } from './browser.ts'
import { hasContent, shownPicture, videoTime } from './page-reading.ts'
import { waitFor } from './wait-for.ts'

const generous = 120_000

/** The API as the page's own session sees it. */
const api = <T>(page: Page, path: string): Promise<T> =>
  page.evaluate(async url => (await fetch(url)).json(), `/api/v1${path}`)

test('the timeline plays what lies in a bucket, fetched by the browser from the bucket itself, parts included', {
  skip: skipWithout(['chromium', 'radosgw', 'ceph-mon', 'ceph-osd']),
  timeout: 600_000,
}, async t => {
  const server = await startRadosgw()
  t.after(() => server.stop())
  const nightjar = await startAllInOne(['--demo'], bucketEnvironment(server, 'recordings'))
  t.after(() => nightjar.stop())
  const browser = await startBrowser()
  t.after(() => browser.close())
  const page = await browser.open()
  const fromBucket: number[] = []
  page.on('response', reply => {
    if (reply.url().startsWith(server.endpoint) && reply.request().method() === 'GET') fromBucket.push(reply.status())
  })

  await page.goto(nightjar.url)
  await page.fill('input[name=username]', 'maria')
  for (const name of ['password', 'repeated']) await page.fill(`input[name=${name}]`, 'night watch owl 4711')
  await page.click('button[type=submit]')
  await page.waitForURL(url => url.pathname === '/', { timeout: generous })
  const { items } = await api<{ items: Camera[] }>(page, '/cameras')
  const { id } = items[0]!
  const segment = await waitFor(
    'a segment of some seconds in the bucket',
    async () => {
      const [from, to] = [new Date(Date.now() - 600_000), new Date()].map(date => date.toISOString())
      const found = await api<{ items: Segment[] }>(page, `/cameras/${id}/segments?from=${from}&to=${to}`)
      return found.items.find(
        ({ where, manifest }) => where === 'both' && manifest.wallEndMs - manifest.wallStartMs > 6_000,
      )
    },
    generous,
  )

  const part = await page.evaluate(async url => {
    const reply = await fetch(url, { headers: { range: 'bytes=10-109' } })
    const { length } = new Uint8Array(await reply.arrayBuffer())
    return {
      origin: new URL(reply.url).origin,
      status: reply.status,
      length,
      range: reply.headers.get('content-range'),
    }
  }, segment.mediaUrl)
  assert.deepEqual(part, {
    origin: server.endpoint,
    status: 206,
    length: 100,
    range: `bytes 10-109/${segment.manifest.byteLength}`,
  })

  fromBucket.length = 0
  const at = new Date(segment.manifest.wallStartMs + 1500).toISOString()
  await page.goto(`${nightjar.origin}/timeline?camera=${id}&t=${at}`)
  const isReady = () => (document.querySelector<HTMLVideoElement>('figure video')?.readyState ?? 0) >= 2
  await page.waitForFunction(isReady, undefined, { timeout: generous })
  await page.keyboard.press('Space')
  const start = await videoTime(page)
  await waitFor('the recording to play', async () => (await videoTime(page)) > start + 1, generous)
  assert.ok(hasContent(await shownPicture(page, 'figure video')), 'the picture is not empty')
  assert.ok(fromBucket.length > 0 && fromBucket.every(status => status === 200 || status === 206), `${fromBucket}`)
  assert.deepEqual(browser.complaints, [])
})
