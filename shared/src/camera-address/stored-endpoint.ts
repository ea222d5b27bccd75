const defaultPorts: Readonly<Record<string, string>> = { rtsp: '554', rtsps: '322' }

/** Where a stored address leads: `host:port`, the port always written out, so that equal means the same listener. */
export function endpointOf(url: string): string {
  const [, scheme = '', host = '', port] = /^(rtsps?):\/\/(\[[^\]]*\]|[^/:?]*)(?::(\d+))?/.exec(url) ?? []
  return `${host}:${port ?? defaultPorts[scheme]}`
}

export const isEncrypted = (url: string): boolean => url.startsWith('rtsps:')
