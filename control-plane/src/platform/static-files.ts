import { readdir, readFile, stat } from 'node:fs/promises'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, constants } from 'node:zlib'

export interface StaticFile {
  readonly bytes: Uint8Array<ArrayBuffer>
  /** null where compression does not pay. */
  readonly brotli: Uint8Array<ArrayBuffer> | null
  readonly contentType: string
}

/** The built web app in memory: what is not in the map cannot be asked for, whatever the path says. */
export interface StaticFiles {
  /** By URL path, e.g. `/assets/index-1a2b.js`. Empty where nothing was built. */
  current(): Promise<ReadonlyMap<string, StaticFile>>
}

const contentTypes: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
  '.webmanifest': 'application/manifest+json',
  '.wasm': 'application/wasm',
  '.txt': 'text/plain; charset=utf-8',
}
const worthCompressing = new Set(['.html', '.js', '.css', '.svg', '.json', '.webmanifest', '.wasm'])
const compress = promisify(brotliCompress)

async function load(folder: string): Promise<Map<string, StaticFile>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const files = entries.filter(entry => entry.isFile()).map(entry => join(entry.parentPath, entry.name))
  const loaded = await Promise.all(
    files.map(async file => {
      const extension = extname(file)
      const bytes = Uint8Array.from(await readFile(file))
      const brotli = worthCompressing.has(extension)
        ? Uint8Array.from(await compress(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 6 } }))
        : null
      const contentType = contentTypes[extension] ?? 'application/octet-stream'
      return [`/${relative(folder, file).split(sep).join('/')}`, { bytes, brotli, contentType }] as const
    }),
  )
  return new Map(loaded)
}

/** Loads the folder at the first request and again when its index.html has changed. */
export function openStaticFiles(folder: string): StaticFiles {
  let loadedOf = -1
  let files: Promise<ReadonlyMap<string, StaticFile>> = Promise.resolve(new Map())
  return {
    current: async () => {
      const modified = await stat(join(folder, 'index.html')).then(
        ({ mtimeMs }) => mtimeMs,
        () => -1,
      )
      if (modified !== loadedOf) {
        loadedOf = modified
        files = modified < 0 ? Promise.resolve(new Map()) : load(folder).catch(() => new Map())
      }
      return files
    },
  }
}
