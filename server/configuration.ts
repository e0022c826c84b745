import { type Config, ConfigError, readConfig } from './config.ts'
import { fileProblems } from './configured-files.ts'

/** The environment's configuration; what cannot be used is told on standard error, and ends the process. */
export function configurationOrExit(): Config {
  try {
    const config = readConfig(process.env)
    const problems = fileProblems(config)
    if (problems.length > 0) throw new ConfigError(problems)
    return config
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    console.error(error.message)
    process.exit(2)
  }
}
