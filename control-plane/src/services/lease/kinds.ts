/** What can be held by lease, with what the key names. */
export type LeaseKind =
  /** A link instance is at work; key: its own id. Counting them tells each its share. */
  | 'link'
  /** A link instance serves an agent; key: the agent's id. */
  | 'agent'
  /** A job runs; key: its name. */
  | 'job'
