import { buildConfigs } from '@nightjar/control-plane/services/config/build-config.ts'
import type { ConfigSource } from '@nightjar/control-plane/services/config/config-source.ts'
import { agentSection, cameraSection } from '@nightjar/shared/protocol/config/define-section.ts'
import { configSchemaOf } from '@nightjar/shared/protocol/config/document.ts'
import { configSections } from '@nightjar/shared/protocol/config/sections.ts'
import { protocolVersion } from '@nightjar/shared/protocol/version.ts'
import { z } from 'zod'

/** One that does not exist yet. */
export const protocolOfTomorrow = protocolVersion + 1

const zones = cameraSection({
  key: 'zones',
  since: protocolOfTomorrow,
  title: 'zones',
  schema: z.array(z.string()).nullable(),
  failsClosed: false,
})
const veil = cameraSection({
  key: 'veil',
  since: protocolOfTomorrow,
  title: 'veils',
  schema: z.string().nullable(),
  failsClosed: true,
})
const alarm = agentSection({ key: 'alarm', since: protocolOfTomorrow, title: 'alarms', schema: z.string().nullable() })
const sections = [...configSections, zones, veil, alarm] as const

/** What people have asked for with sections that do not exist yet. */
export interface Wishes {
  alarm: string | null
  /** By name of the camera. */
  readonly zones: Map<string, string[]>
  readonly veils: Map<string, string>
}

/** A control plane of that protocol: all that there is today, from the rows, and three sections more. */
export const controlPlaneOfTomorrow = (wishes: Wishes): ConfigSource => ({
  sections,
  schema: configSchemaOf(sections),
  contentOf: async (...of) => {
    const today = await buildConfigs(...of)
    return new Map(
      [...today].map(([agentId, content]) => [
        agentId,
        {
          ...content,
          alarm: wishes.alarm,
          cameras: content.cameras.map(camera => ({
            ...camera,
            zones: wishes.zones.get(camera.name) ?? null,
            veil: wishes.veils.get(camera.name) ?? null,
          })),
        },
      ]),
    )
  },
})
