import assert from 'node:assert/strict'
import { test } from 'node:test'
import { resolveImport, sourceFiles, withoutComments } from './source-files.ts'

const agent = sourceFiles().filter(file => file.path.startsWith('edge-agent/src/') && !file.isTest)
const inFacts = (path: string) => path.startsWith('edge-agent/src/facts/')
const declared = agent.find(file => file.path === 'edge-agent/src/facts/fact.ts')
const kinds = [...(declared?.text ?? '').matchAll(/readonly kind: '(\w+)'/g)].map(match => match[1] ?? '')
const texts = agent.filter(file => !inFacts(file.path)).map(file => withoutComments(file.text))

test('every kind of fact is published by somebody and heard by somebody', () => {
  const subscriptions = texts.flatMap(text => text.split('facts.subscribe(').slice(1))
  const isPublished = (kind: string) => texts.some(text => text.includes(`publish({ kind: '${kind}'`))
  const isHeard = (kind: string) => subscriptions.some(text => new RegExp(`\\b${kind}[:(]`).test(text))
  assert.ok(kinds.length > 0)
  assert.deepEqual(
    kinds.filter(kind => !isPublished(kind) || !isHeard(kind)),
    [],
  )
})

test('what must miss nothing is called, not told: ledger, index and what records know no facts', () => {
  const found = agent
    .filter(file => /^edge-agent\/src\/(ledger|index|record|recorder|capture)\//.test(file.path))
    .filter(file => file.imports.some(specifier => inFacts(resolveImport(file, specifier))))
    .map(file => file.path)
  assert.deepEqual(found, [])
})
