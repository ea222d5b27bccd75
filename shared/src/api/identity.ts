import { z } from 'zod'
import { idSchema } from '../domain/ids.ts'
import { isoTimeSchema } from '../domain/time.ts'
import { usernameSchema } from '../domain/username.ts'
import { offeredRoleSchema, roleSchema } from '../policy/roles.ts'

export const passwordSchema = z.string().min(12, 'use at least 12 characters').max(128)

export const setupStatusSchema = z.object({ required: z.boolean() }).meta({ id: 'SetupStatus' })
export const setupRequestSchema = z
  .object({ token: z.string().min(1).max(200), username: usernameSchema, password: passwordSchema })
  .meta({ id: 'SetupRequest' })
export const setupTokenSchema = z.object({ token: z.string().min(1).max(200) }).meta({ id: 'SetupToken' })
/** Shape only: whether the password is a good one was decided when it was set. */
export const loginRequestSchema = z
  .object({ username: z.string().min(1).max(64), password: z.string().min(1).max(128) })
  .meta({ id: 'LoginRequest' })

export const userSchema = z
  .object({ id: idSchema, username: z.string(), role: roleSchema, createdAt: isoTimeSchema })
  .meta({ id: 'User' })
export type User = z.infer<typeof userSchema>
export const createUserSchema = z
  .object({ username: usernameSchema, password: passwordSchema, role: offeredRoleSchema })
  .meta({ id: 'CreateUser' })

export const meSchema = z
  .object({ user: userSchema, organisation: z.object({ id: idSchema, name: z.string() }) })
  .meta({ id: 'Me' })
export type Me = z.infer<typeof meSchema>
