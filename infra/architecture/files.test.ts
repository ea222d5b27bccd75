import assert from 'node:assert/strict'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { test } from 'node:test'
import { repositoryFiles, root, sourceFiles } from './source-files.ts'

const lines = (text: string): number => text.split('\n').length

test('no source file is over 300 lines, tests not over 600, and the median stays under 60', () => {
  const sources = sourceFiles().filter(file => !/\.test\.tsx?$/.test(file.path))
  assert.deepEqual(
    sources.filter(file => lines(file.text) > 300).map(file => `${file.path}: ${lines(file.text)}`),
    [],
  )
  const tests = sourceFiles().filter(file => /\.test\.tsx?$/.test(file.path))
  assert.deepEqual(
    tests.filter(file => lines(file.text) > 600).map(file => `${file.path}: ${lines(file.text)}`),
    [],
  )
  const sorted = sources.map(file => lines(file.text)).sort((a, b) => a - b)
  const median = sorted[Math.floor(sorted.length / 2)] ?? 0
  assert.ok(median < 60, `median is ${median}`)
})

test('every relative link and every path named in the documents leads somewhere', () => {
  const dead: string[] = []
  for (const path of repositoryFiles().filter(name => name.endsWith('.md'))) {
    const text = readFileSync(join(root, path), 'utf8')
    const links = [...text.matchAll(/\]\((?!https?:|mailto:|#)([^)#\s]+)[^)]*\)/g)].map(match =>
      join(dirname(path), match[1] ?? ''),
    )
    const named = [...text.matchAll(/`((?:edge-agent|control-plane|web|shared|infra|docs)\/[\w./-]+)`/g)].map(
      match => match[1] ?? '',
    )
    for (const target of [...links, ...named]) {
      // What is built is not there in a fresh clone.
      if (!/(^|\/)dist$/.test(target) && !existsSync(join(root, target))) dead.push(`${path} -> ${target}`)
    }
  }
  assert.deepEqual(dead, [])
})

test('no absolute path of a machine, no registry host is in the repository (R119)', () => {
  const forbidden = new RegExp(['/home/[a-z]', '/Users/[a-z]', '(^|[^.\\w])/work/', 'registry\\.np' + 'mjs'].join('|'))
  const found = repositoryFiles()
    .filter(path => /\.(ts|tsx|mjs|md|json|ya?ml|html|css|sql|py|sh|conf)$|^\.ci\/(run|install)$|^\.npmrc$/.test(path))
    .filter(path => path !== 'infra/architecture/files.test.ts' && existsSync(join(root, path)))
    .filter(path => forbidden.test(readFileSync(join(root, path), 'utf8')))
  assert.deepEqual(found, [])
})

test('the lock file names versions and hashes, never where they come from', () => {
  const lock = readFileSync(join(root, 'package-lock.json'), 'utf8')
  assert.ok(!/"resolved": "https?:/.test(lock))
})
