import { loadConfig } from '@nightjar/control-plane/config/load.ts'

/**
 * Asks the control plane's own rules about its environment, before anything is built or started: a token that is too
 * short is told in a second, not in a minute.
 * @throws Error with a sentence for each wrong setting.
 */
export function checkSettings(environment: NodeJS.ProcessEnv): void {
  try {
    loadConfig(environment)
  } catch (error) {
    throw new Error((error as Error).message)
  }
}
