import { parseArgs } from 'node:util'
import { createServer, type ProxyOptions } from 'vite'

/**
 * The page of `npm run dev`: Vite serves the web app and changes it in the open page; what is not the app goes on to
 * the control plane behind it. The browser knows this one address only, and Host goes on as the browser sent it, so
 * the control plane judges origins as it does without Vite.
 */
const { values } = parseArgs({
  options: { host: { type: 'string' }, port: { type: 'string' }, 'control-plane': { type: 'string' } },
})
if (values.host === undefined || values.port === undefined || values['control-plane'] === undefined)
  throw new Error('use --host, --port and --control-plane')
const target = values['control-plane']

const requests: ProxyOptions = { target }
/** `/live` is a page too: only what wants a socket goes on (Vite gives no answer to write to there). */
const sockets: ProxyOptions = { target, ws: true, bypass: (request, response) => (response ? request.url : undefined) }

const publicOrigin = process.env.PUBLIC_ORIGIN
const server = await createServer({
  root: import.meta.dirname,
  clearScreen: false,
  server: {
    host: values.host,
    port: Number(values.port),
    strictPort: true,
    ...(publicOrigin === undefined ? {} : { allowedHosts: [new URL(publicOrigin).hostname] }),
    proxy: {
      '^/(api|archive|healthz)(/|\\?|$)': requests,
      '^/(live|publish|mqtt)(/|\\?|$)': sockets,
    },
  },
})
await server.listen()

const leave = (): void => void server.close().then(() => process.exit())
// The supervisor's lifeline: whoever started this is gone.
process.once('disconnect', leave)
process.once('SIGTERM', leave)
// Ctrl-C reaches every process of the terminal; the supervisor ends this one in its turn.
process.on('SIGINT', () => undefined)
