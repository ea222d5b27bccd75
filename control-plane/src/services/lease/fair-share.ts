/** Things, and which holder has each; null: nobody. */
export type Holdings = ReadonlyMap<string, string | null>

export interface Share {
  /** How many more the holder may take. */
  readonly take: number
  /** How many of its own it is to give up. */
  readonly giveUp: number
}

/**
 * What one of several holders may have of a number of things, so that in the end no two differ by more than one. Each
 * decides for itself from what it sees; whatever the order in which they do, they come to rest, since nobody gives up
 * below the floor and nobody takes above the ceiling.
 */
export function fairShare(holdings: Holdings, holders: ReadonlySet<string>, holder: string): Share {
  const counts = new Map([...holders].map(name => [name, 0]))
  let free = 0
  for (const owner of holdings.values()) {
    if (owner === null || !counts.has(owner)) free++
    else counts.set(owner, counts.get(owner)! + 1)
  }
  const floor = Math.floor(holdings.size / holders.size)
  const ceiling = Math.ceil(holdings.size / holders.size)
  const mine = counts.get(holder) ?? 0
  // What others lack of the floor and cannot find among the free ones, somebody above it has to give.
  const lacking = [...counts.values()].reduce((sum, count) => sum + Math.max(0, floor - count), 0)
  const wanted = Math.min(Math.max(0, mine - floor), Math.max(0, lacking - free))
  return { take: Math.max(0, Math.min(free, ceiling - mine)), giveUp: Math.max(mine - ceiling, wanted, 0) }
}
