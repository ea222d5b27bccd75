/**
 * Options of Node for the agent's processes, which live for months on small machines. V8 gives new objects up to 16 MB
 * twice over before it looks at them; ours die within a second, and looking more often costs less than the memory.
 */
export const leanNodeOptions: readonly string[] = ['--max-semi-space-size=1']
