import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { messages } from '@nightjar/shared/protocol/registry.ts'
import { z } from 'zod'
import { mqttPage } from '../docs/mqtt-page.ts'
import { pages } from '../docs/pages.ts'
import { repositoryFiles, root } from './source-files.ts'

test('the reference pages say what the code says now; `npm run docs` writes them', () => {
  for (const [path, text] of pages()) {
    const there = existsSync(join(root, path)) ? readFileSync(join(root, path), 'utf8') : ''
    assert.equal(there, text, `${path} is stale`)
  }
})

test('nothing in docs/ref is written by hand', () => {
  const found = repositoryFiles().filter(path => path.startsWith('docs/ref/') && existsSync(join(root, path)))
  assert.deepEqual(found.toSorted(), [...pages().keys()].toSorted())
})

/** Names of all properties in a JSON Schema, at any depth. */
function propertyNames(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return []
  const own = 'properties' in value ? Object.keys(value.properties as object) : []
  return [...own, ...Object.values(value).flatMap(propertyNames)]
}

test('the MQTT page leaves out no field of any message', () => {
  const sections = mqttPage().split('\n## ')
  for (const { name, schema } of messages) {
    const section = sections.find(text => text.startsWith(`${name}\n`)) ?? ''
    const rows = [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(match => (match[1] ?? '').split('.').at(-1))
    const wanted = new Set(propertyNames(z.toJSONSchema(schema, { io: 'input' })))
    assert.ok(wanted.size > 0)
    assert.deepEqual(
      [...wanted].filter(field => !rows.includes(field)),
      [],
      name,
    )
  }
})
