import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'

export const root = join(import.meta.dirname, '..', '..')

export interface SourceFile {
  /** Relative to the repository root, with forward slashes. */
  readonly path: string
  readonly text: string
  /** Specifiers of all static and dynamic imports. */
  readonly imports: readonly string[]
  readonly isTest: boolean
}

/** Files that git tracks, or would track: build output and data folders are nobody's architecture. */
export function repositoryFiles(): string[] {
  return execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  })
    .split('\n')
    .filter(Boolean)
}

export const isTestPath = (path: string): boolean =>
  /\.(test|matrix)\.tsx?$/.test(path) ||
  /\/(testing|fixtures|dev)\//.test(path) ||
  /^infra\/(?!(all-in-one|ports)\/)/.test(path)

let cache: readonly SourceFile[] | null = null

export function sourceFiles(): readonly SourceFile[] {
  cache ??= repositoryFiles()
    .filter(path => /\.(ts|tsx|mjs)$/.test(path))
    .flatMap(path => {
      try {
        const text = readFileSync(join(root, path), 'utf8')
        return [{ path, text, imports: importsOf(text), isTest: isTestPath(path) }]
      } catch {
        // Deleted in the working tree but still in the index.
        return []
      }
    })
  return cache
}

/** The same text with comments blanked out, so that a word in a comment is no finding. */
export const withoutComments = (text: string): string =>
  text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:'"`])\/\/[^\n]*/g, '$1')

function importsOf(text: string): string[] {
  const found = withoutComments(text).matchAll(/(?:\bfrom\s*|\bimport\s*\(?\s*)['"]([^'"]+)['"]/g)
  return [...found].map(match => match[1] ?? '')
}

/** Where a relative or workspace import leads, as a repository path; the bare specifier for packages. */
export function resolveImport(file: SourceFile, specifier: string): string {
  if (specifier.startsWith('.')) return join(file.path, '..', specifier)
  const workspace = /^@nightjar\/([a-z-]+)\/(.+)$/.exec(specifier)
  if (!workspace) return specifier
  return workspace[1] === 'infra' ? `infra/${workspace[2]}` : `${workspace[1]}/src/${workspace[2]}`
}
