import assert from 'node:assert/strict'
import { test } from 'node:test'
import { resolveImport, sourceFiles, withoutComments } from './source-files.ts'

const app = sourceFiles().filter(file => file.path.startsWith('web/src/') && !file.isTest)
const featureOf = (path: string): string | null => /^web\/src\/features\/([^/]+)\//.exec(path)?.[1] ?? null

/** Every import of the app that `forbidden` names, as "file -> import". */
const violations = (forbidden: (from: string, to: string) => boolean): string[] =>
  app.flatMap(file =>
    file.imports
      .map(specifier => resolveImport(file, specifier))
      .filter(target => forbidden(file.path, target))
      .map(target => `${file.path} -> ${target}`),
  )

test('a page of the web app does not import the parts of another', () => {
  const found = violations((from, to) => {
    const [own, other] = [featureOf(from), featureOf(to)]
    return own !== null && other !== null && own !== other
  })
  assert.deepEqual(found, [])
})

test('what pages share knows no page, and nothing that ships knows the tests', () => {
  const shared = /^web\/src\/(api|player|primitives|time|ui|words)\//
  assert.deepEqual(
    violations((from, to) => (shared.test(from) && featureOf(to) !== null) || to.startsWith('web/src/testing/')),
    [],
  )
})

test('a context of the web app says which root is missing: it is made in one place', () => {
  const found = app
    .filter(file => file.path !== 'web/src/primitives/create-root-context.ts')
    .filter(file => /\b(createContext|useContext)\b/.test(withoutComments(file.text)))
    .map(file => file.path)
  assert.deepEqual(found, [])
})

test('what a page does is apart from how it looks: files without JSX import none, so that tests can run them', () => {
  const found = app
    .filter(file => file.path.endsWith('.ts') && file.path !== 'web/src/routes.ts')
    .flatMap(file => {
      // What is imported as a type alone is gone when the file runs.
      const text = withoutComments(file.text).replace(/\bimport type [^;]*?from '[^']*'/g, '')
      return [...text.matchAll(/\bfrom '([^']+\.tsx)'/g)].map(match => `${file.path} -> ${match[1]}`)
    })
  assert.deepEqual(found, [])
})
