import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { environmentSchema as controlPlane } from '@nightjar/control-plane/config/environment.ts'
import { environmentSchema as relay } from '@nightjar/control-plane/relay/config/options.ts'
import { environmentSchema as agent } from '@nightjar/edge-agent/config/environment.ts'
import { repositoryFiles, root, sourceFiles } from './source-files.ts'

const known = new Set([controlPlane, relay, agent].flatMap(schema => Object.keys(schema.shape)))
/** Read by tests and the rig, not by the product. */
const testing = sourceFiles()
  .filter(file => file.isTest && file.path !== 'infra/architecture/settings.test.ts')
  .flatMap(file => [...file.text.matchAll(/process\.env\.(NIGHTJAR_\w+)/g)].map(match => match[1]))
const ofTests = new Set(testing)

test('every setting that a document or an image names is one that a process reads', () => {
  const found = repositoryFiles()
    .filter(path => /\.(md|Dockerfile)$|^docker-compose\.yml$/.test(path) && existsSync(join(root, path)))
    .flatMap(path =>
      [...readFileSync(join(root, path), 'utf8').matchAll(/\bNIGHTJAR_[A-Z0-9_]*[A-Z0-9]\b(?![*_])/g)].map(match => ({
        path,
        name: match[0],
      })),
    )
    .filter(({ name }) => !known.has(name) && !ofTests.has(name))
    .map(({ path, name }) => `${path}: ${name}`)
  assert.deepEqual(found, [])
})
