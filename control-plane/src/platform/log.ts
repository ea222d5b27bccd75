import { redactText } from '@nightjar/shared/redaction/redact.ts'
import pino, { type DestinationStream, type Logger } from 'pino'
import { plainError } from './plain-error.ts'

export type Log = Logger

/** The one way to log. Lines are JSON with an ISO 8601 UTC time; secrets are taken out of the finished line. */
export function createLog(options: { level: string; role: string }, destination?: DestinationStream): Log {
  const settings: pino.LoggerOptions = {
    level: options.level,
    base: { role: options.role },
    timestamp: pino.stdTimeFunctions.isoTime,
    formatters: { level: label => ({ level: label }) },
    serializers: { err: plainError },
    hooks: { streamWrite: redactText },
  }
  return destination ? pino(settings, destination) : pino(settings)
}
