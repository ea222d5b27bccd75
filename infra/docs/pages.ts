import { agentConfigPage } from './agent-config-page.ts'
import { apiPage } from './api-page.ts'
import { cameraStatesPage } from './camera-states-page.ts'
import { configPage } from './config-page.ts'
import { mqttPage } from './mqtt-page.ts'
import { protocolPage } from './protocol-page.ts'

const notice = '<!-- Made by `npm run docs` from the code; change that instead. -->'

/** Every generated page, by its path from the repository root. */
export function pages(): ReadonlyMap<string, string> {
  const made = {
    'docs/ref/agent-config.md': agentConfigPage(),
    'docs/ref/api.md': apiPage(),
    'docs/ref/camera-states.md': cameraStatesPage(),
    'docs/ref/config.md': configPage(),
    'docs/ref/mqtt.md': mqttPage(),
    'docs/ref/protocol-history.md': protocolPage(),
  }
  return new Map(Object.entries(made).map(([path, text]) => [path, `${notice}\n\n${text}\n`]))
}
