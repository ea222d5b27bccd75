import { z } from 'zod'

/** How much a process logs, from least to most but for `silent`; the words are pino's. */
export const logLevelSchema = z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
export type LogLevel = z.infer<typeof logLevelSchema>
