import type { Config } from 'tailwindcss'

/** Colours are CSS variables of app/styles/colours.css, so that a theme or a colour convention changes them without a new build. */
const config: Config = {
  content: ['./app/**/*.tsx', './components/**/*.tsx'],
  theme: {
    extend: {
      colors: {
        page: 'var(--page)',
        panel: 'var(--panel)',
        raised: 'var(--raised)',
        hover: 'var(--hover)',
        line: 'var(--line)',
        'line-strong': 'var(--line-strong)',
        ink: 'var(--ink)',
        'ink-2': 'var(--ink-2)',
        'ink-3': 'var(--ink-3)',
        accent: 'var(--accent)',
        'accent-ink': 'var(--accent-ink)',
        'accent-tint': 'var(--accent-tint)',
        up: 'var(--up)',
        down: 'var(--down)',
        'up-tint': 'var(--up-tint)',
        'down-tint': 'var(--down-tint)',
        good: 'var(--green)',
        warning: 'var(--warning)',
        'warning-tint': 'var(--warning-tint)',
        danger: 'var(--danger)',
        'danger-tint': 'var(--danger-tint)',
      },
      fontFamily: {
        sans: ['var(--font-inter)', 'system-ui', '-apple-system', 'Segoe UI', 'Roboto', 'sans-serif'],
      },
      fontSize: {
        '2xs': ['11px', '14px'],
        xs: ['12px', '16px'],
        sm: ['13px', '18px'],
        base: ['14px', '20px'],
      },
      screens: {
        // Below it: one pane at a time, with thumbs. Above: watchlist and chart side by side.
        desk: '900px',
      },
    },
  },
}

export default config
