import { sep } from 'node:path'
import { environmentSchema as controlPlane } from '@nightjar/control-plane/config/environment.ts'
import { environmentSchema as relay } from '@nightjar/control-plane/relay/config/options.ts'
import { environmentSchema as agent } from '@nightjar/edge-agent/config/environment.ts'
import type { z } from 'zod'
import { helpText } from '../all-in-one/options.ts'
import { root } from '../architecture/source-files.ts'
import { shapeOf } from './field-rows.ts'
import { code, table } from './table.ts'

const introduction = `Everything comes from the environment. Each process reads it in one file at its start and refuses what it does not understand with a sentence that names the variable. The control plane also warns of a name beginning with \`NIGHTJAR_\` that nothing knows. Flags take \`1\`.`

/** Paths below the repository, wherever it lies. */
const relative = (value: string): string => value.replace(`${root}${sep}`, '')

/** @throws Error for a variable without a meaning: every one has `.describe()`. */
function rows(schema: z.ZodObject): string[][] {
  const { properties = {}, required = [] } = shapeOf(schema)
  return Object.entries(schema.shape).map(([name, field]) => {
    const meaning = (field as z.ZodType).description
    if (!meaning) throw new Error(`${name} has no description`)
    const value = (properties[name] as { default?: unknown } | undefined)?.default
    const isEmpty = value === undefined || value === ''
    return [code(name), isEmpty ? (required.includes(name) ? 'required' : '') : code(relative(String(value))), meaning]
  })
}

const section = (title: string, file: string, schema: z.ZodObject): string =>
  `## ${title}\n\nRead by \`${file}\`.\n\n${table(['name', 'default', 'meaning'], rows(schema))}`

function allInOne(): string {
  const environment = helpText.slice(helpText.indexOf('Environment:'), helpText.indexOf('The first start')).trimEnd()
  return `## All-in-one\n\n\`npm start\` takes these and hands the rest of its environment on to the processes it starts. It makes the keys between them itself.\n\n\`\`\`text\n${environment}\n\`\`\``
}

export function configPage(): string {
  return [
    '# Settings',
    introduction,
    allInOne(),
    section('Control plane', 'control-plane/src/config/environment.ts', controlPlane),
    section('Relay', 'control-plane/src/relay/config/options.ts', relay),
    section('Agent', 'edge-agent/src/config/environment.ts', agent),
  ].join('\n\n')
}
