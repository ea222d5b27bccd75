import type { Page } from 'playwright-core'

/** A rough picture of what an element shows: 32 × 18 grey values. */
export const shownPicture = (page: Page, selector: string): Promise<number[]> =>
  page.$eval(selector, element => {
    const small = document.createElement('canvas')
    small.width = 32
    small.height = 18
    const context = small.getContext('2d')!
    context.drawImage(element as HTMLCanvasElement | HTMLVideoElement, 0, 0, 32, 18)
    const { data } = context.getImageData(0, 0, 32, 18)
    return Array.from({ length: 32 * 18 }, (_, index) => data[index * 4 + 1]!)
  })

/** Something is to be seen (not one flat colour). */
export const hasContent = (picture: readonly number[]): boolean => Math.max(...picture) - Math.min(...picture) > 20

/** Grey values that differ visibly. */
export const changedPixels = (before: readonly number[], after: readonly number[]): number =>
  before.filter((value, index) => Math.abs(value - (after[index] ?? 0)) > 6).length

export const videoTime = (page: Page): Promise<number> =>
  page.$eval('figure video', video => (video as HTMLVideoElement).currentTime)

/** Seconds between the first two recorded pictures on the page; their time axes begin together when they open together. */
export const apart = (page: Page): Promise<number> =>
  page.$$eval('figure video', ([one, other]) =>
    Math.abs((one as HTMLVideoElement).currentTime - (other as HTMLVideoElement).currentTime),
  )

/** Everything a script in the page could read that outlives it. */
export const readableStorage = (page: Page): Promise<string> =>
  page.evaluate(async () => {
    const databases = await indexedDB.databases()
    return JSON.stringify([
      { ...localStorage },
      { ...sessionStorage },
      databases.map(({ name }) => name),
      document.cookie,
    ])
  })
