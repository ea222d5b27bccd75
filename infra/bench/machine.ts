import { readFileSync } from 'node:fs'

/** What the processors of the machine have done since it started, in ticks (proc(5): stat, line `cpu`). */
export interface MachineTicks {
  readonly all: number
  readonly idle: number
  /** Idle with something waiting for a disk. */
  readonly waiting: number
}

export function machineTicks(): MachineTicks {
  const fields = /^cpu +(.*)$/m.exec(readFileSync('/proc/stat', 'utf8'))?.[1]?.split(' ').map(Number) ?? []
  const [user = 0, nice = 0, system = 0, idle = 0, waiting = 0, irq = 0, softirq = 0, steal = 0] = fields
  return { all: user + nice + system + idle + waiting + irq + softirq + steal, idle, waiting }
}

/** Shares of all processors between two looks, 0 to 1. */
export function machineShares(before: MachineTicks, after: MachineTicks): { busy: number; waiting: number } {
  const all = Math.max(1, after.all - before.all)
  const waiting = (after.waiting - before.waiting) / all
  return { busy: 1 - (after.idle - before.idle) / all - waiting, waiting }
}
