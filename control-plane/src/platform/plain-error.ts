/** The query builder puts all parameters of a failed statement into its message: hashes, names, sealed keys. */
const withoutParameters = (text: string): string =>
  text.replace(/^params: [\s\S]*?(?=\n {4}at |(?![\s\S]))/m, 'params: …')

/** An error for the log: type, message, stack, code and causes, without the parameters of statements. */
export function plainError(error: unknown, depth = 0): unknown {
  if (!(error instanceof Error)) return error
  const code = 'code' in error && typeof error.code === 'string' ? { code: error.code } : {}
  const constraint =
    'constraint' in error && typeof error.constraint === 'string' ? { constraint: error.constraint } : {}
  return {
    type: error.name,
    message: withoutParameters(error.message),
    stack: withoutParameters(error.stack ?? ''),
    ...code,
    ...constraint,
    ...(error.cause instanceof Error && depth < 4 ? { cause: plainError(error.cause, depth + 1) } : {}),
  }
}
