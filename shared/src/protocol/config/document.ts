import { z } from 'zod'
import { signatureSchema } from '../../domain/ids.ts'
import { cameraIdentityShape } from './camera-identity.ts'
import type { ConfigSection } from './define-section.ts'
import { type ConfigEnvelope, envelopeShape } from './envelope.ts'
import { configSections } from './sections.ts'

/** A control plane that is older than the section does not send it. */
type MaybeAbsent<Section extends ConfigSection> = Section['since'] extends 1
  ? Section['schema']
  : z.ZodOptional<Section['schema']>

type ShapeOf<Sections extends readonly ConfigSection[], Place extends ConfigSection['of']> = {
  [Section in Extract<Sections[number], { of: Place }> as Section['key']]: MaybeAbsent<Section>
}

const shapeOf = <Sections extends readonly ConfigSection[], Place extends ConfigSection['of']>(
  sections: Sections,
  place: Place,
) =>
  Object.fromEntries(
    sections
      .filter(section => section.of === place)
      .map(({ key, since, schema }) => [key, since === 1 ? schema : schema.optional()]),
  ) as ShapeOf<Sections, Place>

/** Everything an agent is to do. Unknown keys are refused: a setting that an agent does not know must not look applied. */
export const configSchemaOf = <const Sections extends readonly ConfigSection[]>(sections: Sections) =>
  z.strictObject({
    ...envelopeShape,
    ...shapeOf(sections, 'agent'),
    cameras: z.array(z.strictObject({ ...cameraIdentityShape, ...shapeOf(sections, 'camera') })).max(256),
  })

/** Ed25519 by the control plane's configuration key over the canonical JSON of `config`; its SHA-256 is the hash. */
export const signedConfigSchemaOf = <const Sections extends readonly ConfigSection[]>(sections: Sections) =>
  z.object({ config: configSchemaOf(sections), keyId: z.string().max(64), signature: signatureSchema })

export const agentConfigSchema = configSchemaOf(configSections)
export type AgentConfig = z.infer<typeof agentConfigSchema>
export type CameraConfig = AgentConfig['cameras'][number]

export const signedConfigSchema = signedConfigSchemaOf(configSections)
export type SignedConfig = z.infer<typeof signedConfigSchema>

/** All sections of an agent and its cameras, whatever it is told of them; the compiler asks for each new one. */
export type WholeConfig = Required<Omit<AgentConfig, keyof ConfigEnvelope | 'cameras'>> & {
  readonly cameras: readonly Required<CameraConfig>[]
}
