import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'node:test'
import { repositoryFiles, root } from './source-files.ts'

const read = (path: string): string => readFileSync(join(root, path), 'utf8')
const json = (path: string) => JSON.parse(read(path)) as Record<string, unknown>

/**
 * `node x.ts`, `node dist/main.js`, `node dist/`, with or without options of Node's (and their values) or variables in
 * front, and `npx node` whatever follows.
 */
const bareNode =
  /\bnpx node\b|(?<![\w./-])node (?:-\S+ (?:(?!\S*\.[cm]?[jt]sx?\b)[^\s-]\S* )?)*["']?(?:[\w./*'@-]+\.[cm]?[jt]sx?\b|\.{0,2}\/|[\w.-]+\/)/

test('a Node started by its name is found, and a word about Node is not', () => {
  const bare = ['node x.ts', 'node dist/main.js', 'node x.mjs', 'node x.js', 'node tool.cjs', '`node ./dist/main.js`']
  const more = [
    'A=1 node --enable-source-maps dist/main.js',
    'node --import tsx src/main.ts',
    'node -r x y.js',
    'npx node',
  ]
  for (const line of [...bare, ...more, 'node "dist/main.js"', 'node dist/main']) assert.match(line, bareNode)
  const words = [
    'a Node that can',
    'node --version',
    'of the node that runs main.ts',
    'node_modules/x.js',
    'node -p 1+1',
  ]
  for (const line of words) assert.doesNotMatch(line, bareNode)
})

test('documents start everything by npm, which finds a Node that can', () => {
  const found = repositoryFiles()
    .filter(path => path.endsWith('.md'))
    .flatMap(path =>
      read(path)
        .split('\n')
        .map((line, index) => ({ where: `${path}:${index + 1}`, line })),
    )
    .filter(({ line }) => bareNode.test(line))
    .map(({ where }) => where)
  assert.deepEqual(found, [])
})

test('every npm command that a document shows is there', () => {
  const packages = repositoryFiles().filter(path => path.split('/').at(-1) === 'package.json')
  const scripts = new Set(packages.flatMap(path => Object.keys(json(path).scripts as Record<string, string>)))
  const found = repositoryFiles()
    .filter(path => /\.(md|yml)$/.test(path))
    .flatMap(path =>
      [...read(path).matchAll(/\bnpm run ([a-z][\w:-]*)/g)].map(match => ({ path, name: match[1] ?? '' })),
    )
    .filter(({ name }) => !scripts.has(name))
    .map(({ path, name }) => `${path}: npm run ${name}`)
  assert.deepEqual(found, [])
})

test('scripts that run our own code start it through the bootstrap, an agent at a site alone excepted', () => {
  const scripts = json('package.json').scripts as Record<string, string>
  const direct = Object.entries(scripts).filter(
    ([, command]) => /^node\b/.test(command) && !command.startsWith('node infra/bootstrap/start.mjs '),
  )
  // One process less on a small box; its Node is npm's.
  assert.deepEqual(
    direct.map(([name]) => name),
    ['agent'],
  )
})

test('one major version of Node everywhere', () => {
  const major = read('.nvmrc').trim()
  const { devDependencies, optionalDependencies } = json('package.json') as Record<string, Record<string, string>>
  const pinned = { ...optionalDependencies, '@types/node': devDependencies?.['@types/node'] }
  for (const [name, version] of Object.entries(pinned)) assert.equal(version?.split('.')[0], major, name)
  assert.match(read('infra/bootstrap/start.mjs'), new RegExp(`wanted = ${major}\\n`))
  const files = ['.github/workflows/ci.yml', '.devcontainer/devcontainer.json', ...dockerfiles()]
  for (const path of files) assert.match(read(path), new RegExp(`\\bnode:${major}-bookworm`), path)
})

const dockerfiles = (): string[] => repositoryFiles().filter(path => path.endsWith('.Dockerfile'))

test('hosted CI and the development container run what .ci/run runs, on the same system', () => {
  const workflow = read('.github/workflows/ci.yml')
  assert.match(workflow, /^ {6}- run: \.ci\/run$/m)
  assert.match(workflow, /^permissions:\n {2}contents: read$/m)
  assert.match(read('.ci/run'), /^\.ci\/install$/m)
  assert.equal(json('.devcontainer/devcontainer.json').onCreateCommand, '.ci/install')
})

test('actions of others are pinned by commit, with the version beside it', () => {
  const found = repositoryFiles()
    .filter(path => path.startsWith('.github/workflows/'))
    .flatMap(path => read(path).split('\n'))
    .filter(line => /\buses:/.test(line) && !/uses: [\w./-]+@[0-9a-f]{40} # v[\d.]+$/.test(line))
  assert.deepEqual(found, [])
})

test('updates wait until the packages of every platform are there', () => {
  const { minimumReleaseAge, rangeStrategy, lockFileMaintenance } = json('renovate.json')
  assert.equal(minimumReleaseAge, '14 days')
  assert.equal(rangeStrategy, 'pin')
  assert.equal((lockFileMaintenance as { enabled: boolean }).enabled, true)
})

test('editors format as the formatter does', () => {
  const { formatter } = json('biome.json') as { formatter: Record<string, string | number> }
  const editor = read('.editorconfig')
  assert.match(editor, new RegExp(`^indent_style = ${formatter.indentStyle}$`, 'm'))
  assert.match(editor, new RegExp(`^indent_size = ${formatter.indentWidth}$`, 'm'))
  assert.match(editor, new RegExp(`^max_line_length = ${formatter.lineWidth}$`, 'm'))
})

test('who reports something is told to attach neither footage nor secrets', () => {
  const forms = repositoryFiles().filter(path => /^\.github\/ISSUE_TEMPLATE\/(bug|camera)\.yml$/.test(path))
  assert.equal(forms.length, 2)
  for (const path of forms) assert.match(read(path), /Attach no footage and no secrets/, path)
})
