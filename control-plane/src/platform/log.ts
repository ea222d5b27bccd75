import { redactText } from '@nightjar/shared/redaction/redact.ts'
import pino, { type Logger } from 'pino'

export type Log = Logger

/** The one way to log. Lines are JSON with an ISO 8601 UTC time; secrets are taken out of the finished line. */
export function createLog(options: { level: string; role: string }): Log {
  return pino({
    level: options.level,
    base: { role: options.role },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: label => ({ level: label }) },
    hooks: { streamWrite: redactText },
  })
}
