/** @type {import('next').NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  // `next dev` would otherwise write instruction files for coding assistants into the project's root.
  agentRules: false,
  experimental: { agentUpgrade: false },
}

export default config
