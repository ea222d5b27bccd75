/** What an agent says that refuses a configuration because the one in force is of the same version or a later one. */
export const notNewer = 'The configuration is older than the one in force.'
