import type { AgentOptions } from '../config/environment.ts'

/** What is wrong with how this agent runs, in sentences for the page. */
export function warningsOf(options: Pick<AgentOptions, 'allowLoopback'>, storeWarning: string | null): string[] {
  const warnings = storeWarning ? [storeWarning] : []
  if (options.allowLoopback !== 'any') return warnings
  return [
    ...warnings,
    'Cameras on this machine itself are allowed (NIGHTJAR_ALLOW_LOOPBACK_CAMERAS=1). Use this for test rigs only.',
  ]
}
