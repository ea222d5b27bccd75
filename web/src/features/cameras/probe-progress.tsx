import { createNow } from '../../primitives/create-now.ts'
import { Waiting } from '../../ui/waiting/waiting.tsx'

/** What is awaited, by how long it has taken; an agent gives up after 25 s. */
const steps = [
  [10_000, 'This camera is slow. Waiting up to 25 seconds for its first picture…'],
  [4000, 'Waiting for the camera to send a whole picture…'],
  [1200, 'The agent is talking to the camera…'],
  [0, 'Asking the agent to open the camera…'],
] as const

export function ProbeProgress() {
  const startedMs = Date.now()
  const now = createNow(250)
  const words = () => steps.find(([fromMs]) => now() - startedMs >= fromMs)?.[1] ?? steps[3][1]
  return <Waiting inline>{words()}</Waiting>
}
