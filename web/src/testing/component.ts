import { after } from 'node:test'
import { fileURLToPath } from 'node:url'
import { createServer } from 'vite'
import solid from 'vite-plugin-solid'

/**
 * Components as text, by Solid's build for servers and the compiler of the app: what stands where, for whom and under
 * which label. What happens on a click is a browser's to show (infra/e2e).
 */
const vite = await createServer({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  configFile: false,
  appType: 'custom',
  logLevel: 'error',
  plugins: [solid({ ssr: true, hot: false, solid: { generate: 'ssr', hydratable: false } })],
  define: { __NIGHTJAR_VERSION__: '"0.0.0"' },
  // The transformed sources of a test are nobody else's.
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true },
})
after(() => vite.close())

const { createComponent, renderToString } = (await vite.ssrLoadModule('solid-js/web')) as typeof import('solid-js/web')

/** A module of `web/src`, compiled for rendering: `load<typeof import('./a.tsx')>('features/x/a.tsx')`. */
export const load = async <Module>(path: string): Promise<Module> =>
  (await vite.ssrLoadModule(`/src/${path}`)) as Module

/** The HTML of a component. */
export const render = <Props extends object>(component: (props: Props) => unknown, props: Props): string =>
  renderToString(() => createComponent(component as never, props))

/** The words of a piece of HTML as a person reads them, without those of hidden elements. */
export const wordsOf = (html: string): string =>
  html
    .replace(/<(svg|style)\b[\s\S]*?<\/\1>/g, '')
    .replace(/<[^>]+>/g, ' ')
    .replace(/&amp;/g, '&')
    .replace(/&lt;/g, '<')
    .replace(/&quot;/g, '"')
    .replace(/\s+/g, ' ')
    .trim()
