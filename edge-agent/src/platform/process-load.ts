import { type EventLoopUtilization, performance } from 'node:perf_hooks'

/** How busy the main thread of this process was since the last look, 0 to 1: at 1 it is behind. */
export type LoadMeter = () => number

export function createLoadMeter(): LoadMeter {
  let before: EventLoopUtilization = performance.eventLoopUtilization()
  return () => {
    const now = performance.eventLoopUtilization()
    const { utilization } = performance.eventLoopUtilization(now, before)
    before = now
    return utilization
  }
}
