import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, readFile, rename, unlink, writeFile } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { folderFiles } from '@nightjar/control-plane/platform/folder-files.ts'
import { tightenFolder } from '@nightjar/shared/platform/tighten-folder.ts'
import { z } from 'zod'

const stateSchema = z.object({
  secretKey: z.string(),
  relayKey: z.string(),
  localKey: z.string(),
  setupToken: z.string(),
  /** The demo cameras' port is part of their addresses, so it stays the same. */
  demoPort: z.int().nullable(),
  demoCamerasAdded: z.boolean(),
})
export type State = z.infer<typeof stateSchema>

/** @throws Error with a sentence when the folder cannot be made or written to. */
export async function openDataFolder(dataDir: string): Promise<void> {
  const probe = join(dataDir, '.write-test')
  try {
    // What could not be closed, the control plane says: in its log and on the page.
    await tightenFolder(dataDir, folderFiles)
    await mkdir(join(dataDir, 'logs'), { recursive: true, mode: 0o700 })
    await writeFile(probe, '')
    await unlink(probe)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    throw new Error(
      `The data folder ${dataDir} cannot be written to (${code}). ` +
        'Give this user the right to write there, or choose another with NIGHTJAR_DATA_DIR.',
    )
  }
}

/**
 * One Nightjar for each data folder: two on one database would destroy it. A socket, not a file with a process id, so
 * that a crash leaves nothing behind that could be mistaken for a running one.
 */
export async function lockDataFolder(dataDir: string): Promise<Server> {
  const path = join(dataDir, 'run.sock')
  if (existsSync(path)) {
    if (await answers(path)) {
      throw new Error(
        `Another Nightjar is running on ${dataDir}. Stop it first, or set NIGHTJAR_DATA_DIR to another folder.`,
      )
    }
    await unlink(path)
  }
  const server = createServer(socket => socket.end())
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(path, resolve))
  server.unref()
  return server
}

function answers(path: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(path, () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', () => resolve(false))
  })
}

const secret = () => randomBytes(32).toString('base64url')

export async function readState(dataDir: string): Promise<State> {
  const path = join(dataDir, 'secrets.json')
  if (!existsSync(path)) {
    const fresh: State = {
      secretKey: secret(),
      relayKey: secret(),
      localKey: secret(),
      setupToken: randomBytes(12).toString('base64url'),
      demoPort: null,
      demoCamerasAdded: false,
    }
    await writeState(dataDir, fresh)
    return fresh
  }
  try {
    return stateSchema.parse(JSON.parse(await readFile(path, 'utf8')))
  } catch {
    throw new Error(`${path} is damaged. Restore it from a backup: without it the stored keys cannot be read.`)
  }
}

export async function writeState(dataDir: string, state: State): Promise<void> {
  const path = join(dataDir, 'secrets.json')
  await writeFile(`${path}.next`, JSON.stringify(state, null, 2), { mode: 0o600, flush: true })
  await rename(`${path}.next`, path)
}
