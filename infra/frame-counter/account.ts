export interface Account {
  /** Pictures that the camera sent in the range. */
  readonly delivered: number
  /** Different pictures of the range that are there. */
  readonly stored: number
  readonly lost: number
  /** Copies beyond the first. */
  readonly doubled: number
  /** Pictures that stand before one with a smaller number. */
  readonly reordered: number
  /** Pictures without a readable counter. */
  readonly unreadable: number
  /** Pictures with a counter outside the range. */
  readonly foreign: number
  /** What is missing, as runs of numbers. */
  readonly gaps: readonly { readonly from: number; readonly to: number }[]
}

/** Inclusive. Numbers are taken as they come: a range across 2^32 is not supported (nine years at 15 per second). */
export interface CounterRange {
  readonly first: number
  readonly last: number
}

/** What became of the pictures `first` to `last`, given the counters found, in their order. */
export function account(counters: readonly (number | null)[], { first, last }: CounterRange): Account {
  const seen = new Set<number>()
  let doubled = 0
  let unreadable = 0
  let foreign = 0
  let reordered = 0
  let previous = -1
  for (const counter of counters) {
    if (counter === null) {
      unreadable++
      continue
    }
    if (counter < first || counter > last) {
      foreign++
      continue
    }
    if (seen.has(counter)) doubled++
    else if (counter < previous) reordered++
    seen.add(counter)
    previous = Math.max(previous, counter)
  }
  const delivered = Math.max(0, last - first + 1)
  const gaps = gapsIn(seen, first, last)
  return { delivered, stored: seen.size, lost: delivered - seen.size, doubled, reordered, unreadable, foreign, gaps }
}

function gapsIn(seen: ReadonlySet<number>, first: number, last: number): { from: number; to: number }[] {
  const gaps: { from: number; to: number }[] = []
  for (let counter = first; counter <= last; counter++) {
    if (seen.has(counter)) continue
    const gap = gaps.at(-1)
    if (gap && gap.to === counter - 1) gap.to = counter
    else gaps.push({ from: counter, to: counter })
  }
  return gaps
}
