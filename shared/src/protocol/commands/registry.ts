import { cameraProbe } from './camera-probe.ts'
import { segmentSend } from './segment-send.ts'
import { streamOpen } from './stream-open.ts'

/**
 * The closed list: none executes, reads a path or fetches an arbitrary address. The forms of command and answer, the
 * agent's handlers and the reference page derive from it.
 */
export const commandDefinitions = [cameraProbe, streamOpen, segmentSend] as const

export type AnyCommand = (typeof commandDefinitions)[number]

/** null for a verb that this release does not know. */
export const definitionOf = (verb: string): AnyCommand | null =>
  commandDefinitions.find(definition => definition.verb === verb) ?? null
