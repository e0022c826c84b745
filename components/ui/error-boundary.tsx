'use client'

import { Component, type ErrorInfo, type ReactNode } from 'react'

interface ErrorBoundaryProps {
  /** What failed, for the message: `The chart`. */
  readonly what: string
  readonly children: ReactNode
}

/** One part of the page fails without the others. */
export class ErrorBoundary extends Component<ErrorBoundaryProps, { readonly failed: boolean }> {
  override state = { failed: false }

  static getDerivedStateFromError(): { readonly failed: boolean } {
    return { failed: true }
  }

  override componentDidCatch(error: Error, info: ErrorInfo): void {
    console.error(`${this.props.what} failed:`, error, info.componentStack)
  }

  override render(): ReactNode {
    if (!this.state.failed) return this.props.children
    return (
      <div
        role="alert"
        className="flex min-h-0 flex-1 flex-col items-center justify-center gap-2 bg-panel px-6 text-center text-ink-2"
      >
        <p>{this.props.what} could not be shown. The rest of the page goes on.</p>
        <button
          type="button"
          onClick={() => this.setState({ failed: false })}
          className="rounded border border-line-strong px-3 py-1 text-ink hover:bg-hover"
        >
          Try again
        </button>
      </div>
    )
  }
}
