'use client'

import { type ReactNode, useEffect, useState } from 'react'
import { StreamContext } from './hooks.ts'
import { holdPageClient, pageClient, pageStreamUrl } from './page-client.ts'
import type { StreamClient } from './types.ts'

export interface StreamProviderProps {
  /** Of the socket, `wss://host/stream`; default: the server the page came from. */
  readonly url?: string
  /** Used instead of the page's own; whoever made it starts and closes it. */
  readonly client?: StreamClient
  readonly children: ReactNode
}

/** Gives the components inside it the page's stream. However many there are, the page has one connection per server. */
export function StreamProvider({ url, client, children }: StreamProviderProps) {
  const [own] = useState(() => url ?? pageStreamUrl())
  useEffect(() => (client === undefined ? holdPageClient(own) : undefined), [client, own])
  return <StreamContext value={client ?? pageClient(own)}>{children}</StreamContext>
}
