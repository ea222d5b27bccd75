/**
 * Takes secrets out of one line of text, whatever put them there. Used on the finished log line, so that no caller can
 * forget it. Over-redaction is accepted, under-redaction is not.
 */

/** Most lines hold none of these; one cheap test spares them the rest (R78). */
const gate = /[@=]|:\/\/|eyJ|auth|basic|bearer|pass|pwd|secret|token|key|ticket|cookie|code/i

/** Greedy up to the last @ before white space or a quote: passwords in addresses often hold an unescaped / or @. */
const urlUserInfo = /\b([a-z][a-z0-9+.-]{1,20}:\/\/)[^\s"'<>\\]{1,2000}@/gi
const scheme = /\b(basic|bearer)\s+[A-Za-z0-9+/_=.-]{6,}/gi
const digest = /\b(response|cnonce|nonce)\s*=\s*(\\?")[^"\\]{1,200}/gi
const jwt = /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(\.[A-Za-z0-9_-]*)?/g

const secretName =
  '(?:[a-z_-]*(?:password|passwd|pwd|secret|token|ticket|credentials?|cookie|authorization)|(?:private|secret|api|access|relay|local|x-api)[_-]?key|enrol(?:l)?ment[_-]?code|nj_sid|__host-sid)'
/** `"password":"…"` also inside an escaped string, that is with \" for ". */
const jsonMember = new RegExp(`(\\\\?"${secretName}\\\\?"\\s*:\\s*\\\\?")(?:[^"\\\\]|\\\\[^"]){1,4000}`, 'gi')
const pair = new RegExp(`\\b(${secretName}\\s*=\\s*)[^\\s"'&;,\\\\]{1,2000}`, 'gi')

const hidden = '********'

export function redactText(line: string): string {
  if (!gate.test(line)) return line
  return line
    .replace(urlUserInfo, `$1${hidden}@`)
    .replace(jwt, hidden)
    .replace(scheme, `$1 ${hidden}`)
    .replace(digest, `$1=$2${hidden}`)
    .replace(jsonMember, `$1${hidden}`)
    .replace(pair, `$1${hidden}`)
}
