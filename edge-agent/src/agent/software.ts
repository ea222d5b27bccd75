import manifest from '../../package.json' with { type: 'json' }

/** Name and version as the agent tells them to the control plane. */
export const software = `nightjar-agent/${manifest.version}`
