import type { CameraIdentity } from './camera-identity.ts'
import type { CameraSection, ConfigSection } from './define-section.ts'

/** The sections of an agent by key, and those of its cameras. */
export type ConfigContent = {
  readonly cameras: readonly (CameraIdentity & Readonly<Record<string, unknown>>)[]
} & Readonly<Record<string, unknown>>

/** What an agent is not told because it is too old for it. */
export interface Withheld {
  readonly section: ConfigSection
  /** Those that have it, in the order of the configuration; empty for a section of the agent as a whole. */
  readonly cameras: readonly CameraIdentity[]
}

const isAsked = (value: unknown): boolean => value !== undefined && value !== null

export const failsClosed = (section: ConfigSection): section is CameraSection =>
  section.of === 'camera' && section.failsClosed

/** Sections that hold something but are younger than the agent's protocol. */
export const withheldFrom = (
  content: ConfigContent,
  protocol: number,
  sections: readonly ConfigSection[],
): readonly Withheld[] =>
  sections
    .filter(({ since }) => since > protocol)
    .flatMap((section): Withheld[] => {
      if (section.of === 'agent') return isAsked(content[section.key]) ? [{ section, cameras: [] }] : []
      const cameras = content.cameras.filter(camera => isAsked(camera[section.key]))
      return cameras.length > 0 ? [{ section, cameras }] : []
    })
