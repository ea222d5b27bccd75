import { z } from 'zod'

/** Wall time in whole milliseconds since the Unix epoch, UTC. Records use this; the HTTP API speaks ISO 8601. */
export const epochMsSchema = z.int().min(0).max(8_640_000_000_000_000)

/** ISO 8601 in UTC with milliseconds, e.g. `2026-11-20T12:00:00.000Z`. */
export const isoTimeSchema = z.iso.datetime({ precision: 3 })

export const toIso = (epochMs: number): string => new Date(epochMs).toISOString()
export const fromIso = (iso: string): number => Date.parse(iso)
