import type { AgentOptions } from '../config/environment.ts'

/** What is wrong with how this agent runs, in sentences for the page. */
export function warningsOf(options: Pick<AgentOptions, 'allowLoopback'>, found: readonly string[]): string[] {
  // The message carries no longer ones; the log has them whole.
  const warnings = found.map(sentence => sentence.slice(0, 300))
  if (options.allowLoopback !== 'any') return warnings
  return [
    ...warnings,
    'Cameras on this machine itself are allowed (NIGHTJAR_ALLOW_LOOPBACK_CAMERAS=1). Use this for test rigs only.',
  ]
}

/** A clock that differs by more is worth a word, ms. */
const noticedMs = 120_000

/** @param aheadMs of the control plane's clock; null where that is not known. */
export function clockWarnings(aheadMs: number | null): string[] {
  if (aheadMs === null || Math.abs(aheadMs) <= noticedMs) return []
  const where = `${inWords(Math.abs(aheadMs))} ${aheadMs > 0 ? 'ahead of' : 'behind'}`
  const then = aheadMs > 0 ? ' What it records waits here until its time has come.' : ''
  return [`The clock of this machine is ${where} the control plane; set it (NTP).${then}`]
}

const units = [
  [86_400_000, 'days'],
  [3_600_000, 'h'],
] as const

function inWords(ms: number): string {
  const [size, unit] = units.find(([least]) => ms >= 2 * least) ?? ([60_000, 'min'] as const)
  return `${Math.round(ms / size)} ${unit}`
}
