import { type Context, createContext, useContext } from 'solid-js'

/**
 * What the parts of one page, or of one dialog, share. The accessor belongs to parts below `root`.
 * @param root name of the component that provides the value, for the sentence of the error
 */
export function createRootContext<Value extends object>(
  root: string,
): readonly [Provider: Context<Value | undefined>['Provider'], use: () => Value] {
  const context = createContext<Value>()
  /** @throws Error outside of the root: a part was moved out of its page. */
  const use = (): Value => {
    const value = useContext(context)
    if (value === undefined) throw new Error(`This part belongs inside of <${root}>, which provides what it shows.`)
    return value
  }
  return [context.Provider, use]
}
