import { transportReasons } from '@nightjar/shared/domain/camera.ts'
import { cameraCodes } from '@nightjar/shared/errors/camera-codes.ts'
import { code, table } from './table.ts'

const introduction = `Why there is no picture from a camera. The same words stand wherever it is said: a probe answers with them, the camera's state shows them, the ledger holds the code and the timeline shows its title. Where the agent knows more (which status, where a redirect leads), its sentence takes the place of the remedy. [Failure modes](../guide/failure-modes.md) says where to look when the remedy is not enough.`

const transports = `Pictures come over the transport that was chosen. \`auto\` asks for TCP first. A camera that refuses it (RTSP status 461) is asked for UDP on the same connection. One that agrees and sends nothing for four seconds is connected to again over UDP, and asked for TCP again after an hour, or when nothing comes over UDP. Beside the transport in use stands why:`

export function cameraStatesPage(): string {
  const states = Object.entries(cameraCodes).map(([name, { title, remedy }]) => [code(name), title, remedy])
  const reasons = Object.entries(transportReasons).map(([name, words]) => [code(name), words ?? 'nothing more is said'])
  return [
    '# Camera states',
    introduction,
    table(['code', 'title', 'remedy'], states),
    '## Transport',
    transports,
    table(['reason', 'words'], reasons),
  ].join('\n\n')
}
