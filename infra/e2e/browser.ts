import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type BrowserContext, chromium, type Page } from 'playwright-core'
import { requireBinary } from '../services/binaries.ts'

export interface Browser {
  readonly context: BrowserContext
  /** A page whose complaints are heard. */
  readonly open: () => Promise<Page>
  /** What pages complained of: console errors, uncaught errors, violations of the content security policy. */
  readonly complaints: string[]
  readonly close: () => Promise<void>
}

/** Refusals that a test asks for are reported by the browser as failed loads, although the page handled them. */
function isExpected(text: string, address: string): boolean {
  if (!text.startsWith('Failed to load resource')) return false
  // An archive that a test took away, a probe that a test made fail, a question before the session.
  return /\/archive\/|\/segments\/[^/]+\/media|\/cameras\/probe|\/api\/v1\/(me|setup\/token)$|\/live\/tickets$/.test(
    address,
  )
}

/** Debian's Chromium with an empty profile, that talks to nobody but the page. */
export async function startBrowser(): Promise<Browser> {
  const profile = await mkdtemp(join(tmpdir(), 'nightjar-browser-'))
  const complaints: string[] = []
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: requireBinary('chromium', 'chromium'),
    headless: true,
    viewport: { width: 1440, height: 900 },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  })
  const open = async () => {
    const page = await context.newPage()
    page.on('console', message => {
      const bad = message.type() === 'error' || /content security policy/i.test(message.text())
      if (bad && !isExpected(message.text(), message.location().url))
        complaints.push(`console: ${message.text()} ${message.location().url}`)
    })
    page.on('pageerror', error => complaints.push(`uncaught: ${error.message}`))
    return page
  }
  const close = async () => {
    await context.close()
    await rm(profile, { recursive: true, force: true, maxRetries: 5, retryDelay: 200 })
  }
  return { context, open, complaints, close }
}
