import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { ConfigSection } from '@nightjar/shared/protocol/config/define-section.ts'
import { configSections } from '@nightjar/shared/protocol/config/sections.ts'
import { sourceFiles } from './source-files.ts'

const folder = 'shared/src/protocol/config/'
const definition = /= (?:agent|camera)Section\(\{\s*key: '(\w+)'/g

const definitions = sourceFiles()
  .filter(file => !file.isTest)
  .map(file => ({ path: file.path, keys: [...file.text.matchAll(definition)].map(match => match[1]) }))
  .filter(({ keys }) => keys.length > 0)

test('each section of the configuration has a file of its own, in one folder', () => {
  const found = definitions.filter(({ path, keys }) => keys.length > 1 || !path.startsWith(folder))
  assert.deepEqual(found, [])
})

test('every section that is defined is in the list that the document is made of', () => {
  const sections: readonly ConfigSection[] = configSections
  assert.deepEqual(definitions.flatMap(({ keys }) => keys).toSorted(), sections.map(({ key }) => key).toSorted())
})
