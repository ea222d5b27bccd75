import { resolveImport, type SourceFile, sourceFiles, withoutComments } from './source-files.ts'

export const services = 'control-plane/src/services/'

export interface Declaration {
  readonly name: string
  readonly isExported: boolean
  readonly text: string
}

/** A file of the services, by its path below them. */
export interface ServiceFile {
  readonly name: string
  readonly file: SourceFile
  readonly declarations: readonly Declaration[]
}

const head = /^(export )?(?:async )?(?:function\*?|const|class) (\w+)/gm

/** Top-level declarations; each reaches to the next one. */
export function declarationsOf(text: string): Declaration[] {
  const heads = [...text.matchAll(head)]
  return heads.map((match, index) => ({
    name: match[2] ?? '',
    isExported: match[1] !== undefined,
    text: text.slice(match.index, heads[index + 1]?.index),
  }))
}

/** Load one thing and authorise for it: by the id alone there is no other way to it. */
const steps = ['cameraFor', 'siteFor', 'agentFor', 'segmentFor', 'locateMedia', 'watchedCameraFor', 'chooseAgent']
export const callsStep = (text: string): boolean => new RegExp(`\\b(${steps.join('|')})\\(`).test(text)
export const authorises = (text: string): boolean =>
  /\bauthorize(Agent|Self|Somewhere)?\(/.test(text) || callsStep(text)
/** Lists are held to their predicate, which refuses who holds the right on nothing. */
export const isHeldToRights = (text: string): boolean => authorises(text) || /\bvisible[A-Z]\w*\(/.test(text)

export const serviceFiles: readonly ServiceFile[] = sourceFiles()
  .filter(file => file.path.startsWith(services) && !file.isTest)
  .map(file => ({
    name: file.path.slice(services.length),
    file,
    declarations: declarationsOf(withoutComments(file.text)),
  }))

/** The declaration and the private ones of its file that it calls, at any depth. */
export function withHelpers(declaration: Declaration, all: readonly Declaration[]): string {
  const reached = reach(declaration, one =>
    all.filter(other => !other.isExported && new RegExp(`\\b${other.name}\\(`).test(one.text)),
  )
  return reached.map(one => one.text).join('\n')
}

function reach(from: Declaration, next: (one: Declaration) => readonly Declaration[]): Declaration[] {
  const reached = new Set([from])
  // A set grows while it is walked.
  for (const one of reached) for (const other of next(one)) reached.add(other)
  return [...reached]
}

const names = (text: string, name: string): boolean => new RegExp(`\\b${name}\\b`).test(text)
const importsFile = (file: SourceFile, path: string): boolean =>
  file.imports.some(specifier => resolveImport(file, specifier) === path)

/** All that a declaration leads to within some files, through their imports, itself first. */
export function reachOf(declaration: Declaration, files: readonly ServiceFile[]): readonly Declaration[] {
  const home = new Map(files.flatMap(one => one.declarations.map(each => [each, one.file] as const)))
  return reach(declaration, one => {
    const from = home.get(one)
    return [...home]
      .filter(([other, { path }]) => path === from?.path || (other.isExported && from && importsFile(from, path)))
      .flatMap(([other]) => (names(one.text, other.name) ? [other] : []))
  })
}

/**
 * What somebody outside of the services may call, or nobody calls yet. The rest is part of verbs: only other files of
 * the services name it.
 */
export function verbsOf(
  files: readonly ServiceFile[],
  outside: readonly SourceFile[],
): { name: string; verb: Declaration }[] {
  return files.flatMap(({ name, file, declarations }) => {
    const callers = outside.filter(one => importsFile(one, file.path)).map(one => withoutComments(one.text))
    const parts = files.filter(one => importsFile(one.file, file.path)).flatMap(one => one.declarations)
    const isVerb = (one: Declaration) =>
      callers.some(text => names(text, one.name)) || !parts.some(({ text }) => names(text, one.name))
    return declarations
      .filter(one => one.isExported && isVerb(one))
      .map(verb => ({ name: `${name} ${verb.name}`, verb }))
  })
}
