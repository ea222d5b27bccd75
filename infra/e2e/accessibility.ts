import assert from 'node:assert/strict'
import axe from 'axe-core'
import type { Page } from 'playwright-core'

/** The part of axe's answer that is told. */
interface Finding {
  readonly id: string
  readonly help: string
  readonly nodes: readonly { readonly target: unknown; readonly failureSummary?: string }[]
}

/**
 * What axe finds wrong with the page as it stands, each with the elements. Animations are ended first: a colour on its
 * way from one to another has no contrast of its own.
 */
export async function violations(page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.evaluate(axe.source)
  const found = await page.evaluate(async () => {
    for (const animation of document.getAnimations())
      if (animation.effect?.getComputedTiming().endTime !== Number.POSITIVE_INFINITY) animation.finish()
    const runner = (globalThis as unknown as { axe: { run: () => Promise<{ violations: Finding[] }> } }).axe
    return (await runner.run()).violations
  })
  return found.map(({ id, help, nodes }) => {
    const where = nodes.map(({ target, failureSummary }) => `${target}: ${failureSummary?.split('\n')[1]?.trim()}`)
    return `${id} (${help})\n  ${where.join('\n  ')}`
  })
}

/** In both themes, on a desk and on a phone: nothing that axe finds, and nothing wider than the screen. */
export async function soundEverywhere(page: Page): Promise<void> {
  for (const [width, height] of [
    [390, 844],
    [1440, 900],
  ] as const)
    for (const theme of ['dark', 'light']) {
      await page.setViewportSize({ width, height })
      await page.evaluate(name => {
        document.documentElement.dataset.theme = name
      }, theme)
      assert.deepEqual(await violations(page), [], `${width} ${theme}`)
      const overflow = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      assert.ok(overflow <= 0, `${width} ${theme}: ${overflow} px too wide`)
    }
}
