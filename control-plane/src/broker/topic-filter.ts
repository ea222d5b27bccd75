/** Whether an MQTT topic filter matches a topic name (MQTT 5 4.7). Filters of ours never start with a wildcard. */
export function filterMatches(filter: string, topic: string): boolean {
  if (topic.includes('+') || topic.includes('#')) return false
  return filterCovers(filter, topic)
}

/** Whether everything that `requested` could match, `allowed` matches too. */
export function filterCovers(allowed: string, requested: string): boolean {
  const allow = allowed.split('/')
  const want = requested.split('/')
  for (let level = 0; level < allow.length; level++) {
    if (allow[level] === '#') return true
    const wanted = want[level]
    if (wanted === undefined || wanted === '#') return false
    if (allow[level] === '+') continue
    if (allow[level] !== wanted) return false
  }
  return want.length === allow.length
}
