import { type Config, ConfigError, readConfig } from './config.ts'

/** The environment's configuration; what cannot be used is told on standard error, and ends the process. */
export function configurationOrExit(): Config {
  try {
    return readConfig(process.env)
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    console.error(error.message)
    process.exit(2)
  }
}
