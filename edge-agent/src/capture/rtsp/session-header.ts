export interface SessionHeader {
  readonly id: string
  /** Seconds; RFC 2326 12.37 says 60 where the server does not. */
  readonly timeoutSeconds: number
}

/** `F8F8E425`, `708345999;timeout=60`, `9a90de54; timeout=120`. Null when there is no id. */
export function parseSessionHeader(value: string | null): SessionHeader | null {
  if (value === null) return null
  const [id = '', ...parameters] = value.split(';').map(part => part.trim())
  if (id === '') return null
  let timeoutSeconds = 60
  for (const parameter of parameters) {
    const match = /^timeout\s*=\s*"?(\d{1,6})/i.exec(parameter)
    // A camera that says 0 or 1 means "no idea": a sane floor keeps us from flooding it.
    if (match) timeoutSeconds = Math.min(3600, Math.max(5, Number(match[1])))
  }
  return { id, timeoutSeconds }
}
