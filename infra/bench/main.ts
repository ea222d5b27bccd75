/** `npm run bench -- b1 [arguments]`: a bench runs when it is imported, with the arguments behind its name. */
const benches: Readonly<Record<string, () => Promise<unknown>>> = {
  b1: () => import('./b1-copy-record.ts'),
  b7: () => import('./b7-added-latency.ts'),
  b12: () => import('./b12-agent-memory.ts'),
  b14: () => import('./b14-knee.ts'),
  soak: () => import('./soak.ts'),
  loss: () => import('./loss.ts'),
  found: () => import('./found-files.ts'),
  config: () => import('./config.ts'),
}

const [name = ''] = process.argv.splice(2, 1)
const bench = benches[name]
if (bench) await bench()
else {
  const what = name === '' ? 'Which bench?' : `There is no bench "${name}".`
  process.stderr.write(`${what} There are: ${Object.keys(benches).join(', ')}. For example: npm run bench -- b1\n`)
  process.exitCode = 1
}
