/** Apart from what they mean, which is loaded with the charts: addresses and layouts name them before. */
export const indicatorIds = ['sma', 'ema', 'wma', 'bollinger', 'vwap', 'rsi', 'macd', 'atr', 'stochastic', 'obv'] as const
export type IndicatorId = (typeof indicatorIds)[number]
