import { awaited } from '@nightjar/shared/domain/awaited.ts'
import { transportReasons } from '@nightjar/shared/domain/camera.ts'
import { cameraCodes } from '@nightjar/shared/errors/camera-codes.ts'
import { code, table } from './table.ts'

const introduction = `Why there is no picture from a camera. The same words stand wherever it is said: a probe answers with them, the camera's state shows them, the ledger holds the code and the timeline shows its title. Where the agent knows more (which status, where a redirect leads), its sentence takes the place of the remedy. [Failure modes](../guide/failure-modes.md) says where to look when the remedy is not enough.`

const waiting = `Before its first picture a stream that the camera agreed to send may be slow. The first packet is given 10, 20, 40 and 80 seconds, attempt by attempt, then 10 again; a camera that was reached is given half as long again as it needed, for as long as the agent runs. Meanwhile it is said for what is waited, with the seconds since the camera agreed; an attempt or a probe that ends without it ends with the code beside it.`

const transports = `Pictures come over the transport that was chosen. \`auto\` asks for TCP first. A camera that refuses it (RTSP status 461) is asked for UDP on the same connection. One that agrees and sends nothing for four seconds is connected to again over UDP, and asked for TCP again after an hour, or when nothing comes over UDP. Beside the transport in use stands why:`

export function cameraStatesPage(): string {
  const states = Object.entries(cameraCodes).map(([name, { title, remedy }]) => [code(name), title, remedy])
  const reasons = Object.entries(transportReasons).map(([name, words]) => [code(name), words ?? 'nothing more is said'])
  const awaits = Object.entries(awaited).map(([name, { words, code: end }]) => [
    code(name),
    words,
    end ? code(end) : '',
  ])
  return [
    '# Camera states',
    introduction,
    table(['code', 'title', 'remedy'], states),
    '## Waiting for the first picture',
    waiting,
    table(['what', 'words', 'code'], awaits),
    '## Transport',
    transports,
    table(['reason', 'words'], reasons),
  ].join('\n\n')
}
