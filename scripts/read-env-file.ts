/**
 * What `npm start`, `npm run dev` and `npm run record` load first, so that a file `.env` counts; the environment goes before it.
 * Node's own `--env-file-if-exists` does the same, and says at every start that there is none.
 */
import { existsSync } from 'node:fs'

if (existsSync('.env')) process.loadEnvFile('.env')
