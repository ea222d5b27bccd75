import { cameraIdentityShape } from '@nightjar/shared/protocol/config/camera-identity.ts'
import { lowestProtocol } from '@nightjar/shared/protocol/config/content-for.ts'
import type { ConfigSection } from '@nightjar/shared/protocol/config/define-section.ts'
import { envelopeShape } from '@nightjar/shared/protocol/config/envelope.ts'
import { configSections } from '@nightjar/shared/protocol/config/sections.ts'
import { failsClosed } from '@nightjar/shared/protocol/config/withheld.ts'
import { protocolHistory } from '@nightjar/shared/protocol/version.ts'
import { z } from 'zod'
import { fieldRows, shapeOf } from './field-rows.ts'
import { code, table } from './table.ts'

const introduction = `The signed document that tells an agent what to do, made of the sections in \`shared/src/protocol/config\`. An agent is sent the sections that its protocol version has; [enrolment and link](../design/enrolment-and-link.md#configuration) says what becomes of the others. Unknown keys are refused.`

const sections: readonly ConfigSection[] = configSections

const withoutIt = (section: ConfigSection): string => {
  if (section.since <= lowestProtocol) return 'none is'
  if (section.of === 'agent') return 'runs without'
  return failsClosed(section) ? 'neither records nor shows the camera' : 'runs the camera without'
}

const sinceOf = ({ since }: ConfigSection): string =>
  `${since} (${protocolHistory.find(({ version }) => version === since)?.date})`

const fields = (schema: z.ZodType, prefix = ''): string =>
  table(
    ['field', 'type'],
    fieldRows(shapeOf(schema), prefix).map(([path, type]) => [code(path), type]),
  )

const alone = (section: ConfigSection): z.ZodType => z.strictObject({ [section.key]: section.schema })

export function agentConfigPage(): string {
  return [
    '# Configuration of an agent',
    introduction,
    table(
      ['section', 'of', 'since protocol', 'an agent that is too old for it'],
      sections.map(section => [code(section.key), section.of, sinceOf(section), withoutIt(section)]),
    ),
    '## Of every version',
    fields(z.strictObject(envelopeShape)),
    'Each entry of `cameras`:',
    fields(z.strictObject(cameraIdentityShape)),
    ...sections.flatMap(section => [`## ${section.key}`, fields(alone(section))]),
  ].join('\n\n')
}
