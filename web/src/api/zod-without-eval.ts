import { config } from 'zod/v4'

// Zod probes `new Function` for a faster parser; under our script-src that is a reported violation. The bundler sends
// every `import 'zod'` here, so that this runs before the first schema is built.
config({ jitless: true })

export * from 'zod/v4'
