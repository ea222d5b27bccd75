import assert from 'node:assert/strict'
import { test } from 'node:test'
import { resolveImport, type SourceFile, sourceFiles } from './source-files.ts'

interface Package {
  readonly root: string
  /** From low to high, each line one layer: a file imports from its own folder and from lower layers, nothing else. */
  readonly layers: readonly (readonly string[])[]
  /** Folders outside of the order, with all that they may import; nobody imports them. */
  readonly apart: Readonly<Record<string, readonly string[]>>
}

const packages: readonly Package[] = [
  {
    root: 'edge-agent/src',
    layers: [
      ['platform'],
      ['media'],
      ['camera-access', 'config', 'facts', 'worker'],
      ['api', 'capture'],
      ['picture'],
      ['index', 'ledger', 'lineage', 'link', 'live', 'mirror', 'playback', 'record', 'retention', 'snapshot'],
      ['recorder'],
      ['agent'],
      ['main.ts'],
    ],
    apart: {},
  },
  {
    root: 'control-plane/src',
    layers: [
      ['platform'],
      ['config'],
      ['db'],
      ['policy'],
      ['context'],
      ['archive', 'audit', 'keys'],
      ['services'],
      ['broker', 'jobs', 'link', 'middleware'],
      ['http'],
      ['routes'],
      ['composition'],
      ['main.ts'],
    ],
    apart: { relay: ['platform', 'config'] },
  },
]

const product = sourceFiles().filter(file => !file.isTest)

/** The folder, or the file, right below the package's root; null outside of it. */
const roomOf = (path: string, { root }: Package): string | null =>
  path.startsWith(`${root}/`) ? (path.slice(root.length + 1).split('/')[0] ?? null) : null

const filesOf = (one: Package): readonly SourceFile[] => product.filter(file => roomOf(file.path, one) !== null)

function mayImport(one: Package, from: string, to: string): boolean {
  const levelOf = (room: string) => one.layers.findIndex(layer => layer.includes(room))
  const apart = one.apart[from]
  return apart ? apart.includes(to) : levelOf(to) >= 0 && levelOf(to) < levelOf(from)
}

for (const one of packages) {
  test(`every folder of ${one.root} has its layer, and only one`, () => {
    const rooms = [...new Set(filesOf(one).map(file => roomOf(file.path, one) ?? ''))]
    const named = [...one.layers.flat(), ...Object.keys(one.apart)]
    assert.deepEqual(
      rooms.filter(room => !named.includes(room)),
      [],
    )
    assert.deepEqual(
      named.filter((room, at) => named.indexOf(room) !== at),
      [],
    )
  })

  test(`no import in ${one.root} runs upward or sideways, type or value`, () => {
    const found = filesOf(one).flatMap(file => {
      const from = roomOf(file.path, one) ?? ''
      return file.imports
        .map(specifier => resolveImport(file, specifier))
        .filter(target => {
          const to = roomOf(target, one)
          return to !== null && to !== from && !mayImport(one, from, to)
        })
        .map(target => `${file.path} -> ${target}`)
    })
    assert.deepEqual(found, [])
  })

  test(`no files of ${one.root} import each other in a circle, type or value`, () => {
    const circles = circlesOf(
      new Map(filesOf(one).map(file => [file.path, file.imports.map(specifier => resolveImport(file, specifier))])),
    )
    assert.deepEqual(circles, [])
  })
}

/** Depth first: an import of a file that is still being walked closes a circle. Each is told as `a -> b -> a`. */
function circlesOf(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const done = new Set<string>()
  const way: string[] = []
  const circles: string[] = []
  const walk = (path: string): void => {
    const at = way.indexOf(path)
    if (at >= 0) circles.push([...way.slice(at), path].join(' -> '))
    if (at >= 0 || done.has(path)) return
    way.push(path)
    for (const target of imports.get(path) ?? []) walk(target)
    way.pop()
    done.add(path)
  }
  for (const path of imports.keys()) walk(path)
  return circles
}
