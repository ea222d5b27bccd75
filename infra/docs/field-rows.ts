import { idSchema, publicKeySchema, sha256Schema, signatureSchema } from '@nightjar/shared/domain/ids.ts'
import { epochMsSchema } from '@nightjar/shared/domain/time.ts'
import { z } from 'zod'

/** As far as we use it: JSON Schema 2020-12 as zod writes it. */
interface Shape {
  readonly type?: string | readonly string[]
  readonly const?: unknown
  readonly enum?: readonly unknown[]
  readonly format?: string
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly minLength?: number
  readonly maxLength?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly properties?: Readonly<Record<string, Shape>>
  readonly required?: readonly string[]
  readonly items?: Shape
  readonly prefixItems?: readonly Shape[]
  readonly additionalProperties?: Shape | boolean
  readonly anyOf?: readonly Shape[]
  readonly oneOf?: readonly Shape[]
}

/** @param io `input`: what may be sent; defaults make a field optional. */
export function shapeOf(schema: z.ZodType, io: 'input' | 'output' = 'input'): Shape {
  const { $schema: _, ...shape } = z.toJSONSchema(schema, { io, unrepresentable: 'any', reused: 'inline' })
  return shape as Shape
}

/** Words for the forms that occur everywhere, told by their JSON Schema. */
const named = new Map(
  (
    [
      ['UUIDv7', idSchema],
      ['SHA-256 (hex)', sha256Schema],
      ['Ed25519 signature', signatureSchema],
      ['32 bytes (base64url)', publicKeySchema],
      ['Unix time, ms', epochMsSchema],
    ] as const
  ).map(([word, schema]) => [JSON.stringify(shapeOf(schema)), word]),
)

const range = (low: number | undefined, high: number | undefined, unit = ''): string => {
  const isBig = (value: number | undefined) => value === undefined || Math.abs(value) >= Number.MAX_SAFE_INTEGER
  if (isBig(low) && isBig(high)) return ''
  if (isBig(high)) return ` (from ${low}${unit})`
  return isBig(low) ? ` (to ${high}${unit})` : ` (${low} to ${high}${unit})`
}

export const variantsOf = (shape: Shape): readonly Shape[] => shape.anyOf ?? shape.oneOf ?? []

/** In words: type and bounds. */
export function typeOf(shape: Shape): string {
  const word = named.get(JSON.stringify(shape))
  if (word) return word
  if (shape.const !== undefined) return JSON.stringify(shape.const)
  if (shape.enum) return shape.enum.map(value => JSON.stringify(value)).join(', ')
  const variants = variantsOf(shape)
  if (variants.length > 0) return [...new Set(variants.map(typeOf))].join(' or ')
  if (Array.isArray(shape.type)) return shape.type.map(type => typeOf({ ...shape, type })).join(' or ')
  switch (shape.type) {
    case 'string':
      return `text${shape.format === 'uri' ? ' (address)' : ''}${range(shape.minLength, shape.maxLength, ' characters')}`
    case 'integer':
      return `integer${range(shape.minimum, shape.maximum)}`
    case 'number':
      return `number${range(shape.minimum, shape.maximum)}`
    case 'array':
      return arrayOf(shape)
    default:
      return String(shape.type ?? 'any')
  }
}

function arrayOf(shape: Shape): string {
  const bounds = range(shape.minItems, shape.maxItems, ' entries')
  if (shape.prefixItems) return `[${shape.prefixItems.map(typeOf).join('; ')}]`
  const { items = {} } = shape
  return `list of ${items.type === 'object' || variantsOf(items).length > 0 ? 'objects' : typeOf(items)}${bounds}`
}

export type FieldRow = readonly [path: string, type: string]

/** All fields below a shape, parents first; `a.b`, lists as `a[]`, forms of a union in the order of the schema. */
export function fieldRows(shape: Shape, prefix = ''): FieldRow[] {
  return [
    ...unionRows(variantsOf(shape), prefix),
    ...Object.entries(shape.properties ?? {}).flatMap(([name, field]) => {
      const path = prefix ? `${prefix}.${name}` : name
      const isOptional = !(shape.required ?? []).includes(name)
      const row: FieldRow = [path, `${typeOf(field)}${isOptional ? '; may be absent' : ''}`]
      return [row, ...fieldRows(field, path)]
    }),
    ...(shape.items ? fieldRows(shape.items, `${prefix}[]`) : []),
  ]
}

/** A field that several forms have stands once, with the types of all; one that not all have says where it is. */
function unionRows(variants: readonly Shape[], prefix: string): FieldRow[] {
  const forms = variants
    .map(shape => ({ name: formName(shape), rows: fieldRows(shape, prefix) }))
    .filter(form => form.rows.length > 0)
  const paths = new Set(forms.flatMap(({ rows }) => rows.map(([path]) => path)))
  return [...paths].map(path => {
    const having = forms.filter(({ rows }) => rows.some(row => row[0] === path))
    const types = new Set(having.flatMap(({ rows }) => rows.filter(row => row[0] === path).map(row => row[1])))
    const isChild = /[.[]/.test(path.slice(prefix.length + 1))
    const where =
      having.length < forms.length && !isChild ? `; with ${having.map(({ name }) => name).join(' or ')}` : ''
    return [path, [...types].join(' or ') + where]
  })
}

/** What tells a form from the others, e.g. `state` "online". */
function formName({ properties = {} }: Shape): string {
  const [name, field] = Object.entries(properties).find(([, { const: value }]) => value !== undefined) ?? []
  return name ? `\`${name}\` ${JSON.stringify(field?.const)}` : 'one of the forms'
}
