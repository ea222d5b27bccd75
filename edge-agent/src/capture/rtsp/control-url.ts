/**
 * The URL that controls a presentation or one of its tracks.
 *
 * Cameras mean string joining, not RFC 3986 resolution: `rtsp://c/cam?channel=1/` with `trackID=0` is
 * `rtsp://c/cam?channel=1/trackID=0`. Absolute controls are taken as they are but never choose another host: every
 * request goes down the one connection that was checked.
 */
export function joinControl(base: string, control: string | null): string {
  if (control === null || control === '' || control === '*') return base
  if (/^rtspu?s?:\/\//i.test(control)) return control
  return base.endsWith('/') ? base + control.replace(/^\/+/, '') : `${base}/${control.replace(/^\/+/, '')}`
}

/**
 * What relative controls are relative to (RFC 2326 C.1.1): Content-Base, else Content-Location, else the request.
 * A base without a scheme (`192.168.1.10:554/stream0/`) gets one.
 */
export function baseUrl(contentBase: string | null, contentLocation: string | null, requestUrl: string): string {
  for (const candidate of [contentBase, contentLocation]) {
    const text = candidate?.trim() ?? ''
    if (text === '') continue
    if (/^rtspu?s?:\/\//i.test(text)) return text
    if (text.startsWith('/')) return requestUrl.replace(/^(rtsps?:\/\/[^/?]*).*$/s, `$1${text.replaceAll('$', '$$$$')}`)
    if (/^[\w.-]+(:\d+)?(\/|$)/.test(text)) return `${requestUrl.startsWith('rtsps:') ? 'rtsps' : 'rtsp'}://${text}`
  }
  return requestUrl
}
