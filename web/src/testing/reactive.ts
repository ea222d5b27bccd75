import { registerHooks } from 'node:module'

/**
 * Solid gives servers a build in which nothing reacts: right for rendering once, wrong for a primitive that is to
 * change. Modules that are imported (dynamically) after this one get the browser's build.
 */
registerHooks({
  resolve: (specifier, context, next) =>
    /^solid-js(\/|$)/.test(specifier)
      ? next(specifier, { ...context, conditions: ['browser', ...context.conditions.filter(name => name !== 'node')] })
      : next(specifier, context),
})

const { createRoot } = await import('solid-js')

/** Runs `body` as the owner of what it creates; all of it is disposed of when `body` is done. */
export function withOwner<Value>(body: () => Value | Promise<Value>): Promise<Value> {
  return createRoot(async dispose => {
    try {
      return await body()
    } finally {
      dispose()
    }
  })
}
