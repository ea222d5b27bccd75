import type { ConfigSection } from './define-section.ts'
import { type ConfigContent, failsClosed, withheldFrom } from './withheld.ts'

/** Of an agent that has not said its protocol yet. */
export const lowestProtocol = 1

/**
 * What an agent of a protocol version is sent: the sections that it knows. A camera that has one which it does not know
 * and which fails closed stays in the configuration, in a form that no version records or shows.
 */
export function contentFor(
  content: ConfigContent,
  protocol: number,
  sections: readonly ConfigSection[],
): { readonly minProtocol: number; readonly content: ConfigContent } {
  const known = sections.filter(({ since }) => since <= protocol)
  const closed = closedCameras(content, protocol, sections)
  const agent = pick(content, ofPlace(known, 'agent'), valueAsItIs)
  const cameras = content.cameras.map(camera => {
    const { cameraId, name, addedAtMs } = camera
    const toSent = closed.has(cameraId) ? closedValue : valueAsItIs
    return { cameraId, name, addedAtMs, ...pick(camera, ofPlace(known, 'camera'), toSent) }
  })
  const present = new Set([agent, ...cameras].flatMap(Object.keys))
  const ages = known.filter(({ key }) => present.has(key)).map(({ since }) => since)
  return { minProtocol: Math.max(lowestProtocol, ...ages), content: { ...agent, cameras } }
}

const closedCameras = (...of: Parameters<typeof withheldFrom>): ReadonlySet<string> =>
  new Set(
    withheldFrom(...of)
      .filter(({ section }) => failsClosed(section))
      .flatMap(({ cameras }) => cameras.map(({ cameraId }) => cameraId)),
  )

const ofPlace = (sections: readonly ConfigSection[], place: ConfigSection['of']) =>
  sections.filter(section => section.of === place)

const valueAsItIs = (_section: ConfigSection, value: unknown): unknown => value

const closedValue = (section: ConfigSection, value: unknown): unknown =>
  section.of === 'camera' && section.closed ? section.closed(value) : value

const pick = (
  from: Readonly<Record<string, unknown>>,
  sections: readonly ConfigSection[],
  toSent: typeof valueAsItIs,
): Record<string, unknown> =>
  Object.fromEntries(
    sections
      .filter(({ key }) => from[key] !== undefined)
      .map(section => [section.key, toSent(section, from[section.key])]),
  )
