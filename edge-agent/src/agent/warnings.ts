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
