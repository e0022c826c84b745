import {
  completeParameters,
  type IndicatorId,
  type IndicatorParameters,
  indicatorDefinition,
  isIndicatorId,
} from '@/lib/chart/indicators/definitions.ts'

/** An indicator on the chart; `parameters` complete. */
export interface IndicatorChoice {
  readonly id: IndicatorId
  readonly parameters: IndicatorParameters
}

export const indicatorsMax = 8

export function chooseIndicator(id: IndicatorId): IndicatorChoice {
  return { id, parameters: completeParameters(indicatorDefinition(id), {}) }
}

/** `sma:20,bollinger:20:2`: for an address. Parameters in the order of the definition, without those at the end that are initial. */
export function formatIndicators(choices: readonly IndicatorChoice[]): string | undefined {
  if (choices.length === 0) return undefined
  return choices
    .map(({ id, parameters }) => {
      const definition = indicatorDefinition(id)
      const values = definition.parameters.map(({ name, initial }) => ({
        text: String(parameters[name]),
        initial: parameters[name] === initial,
      }))
      while (values.at(-1)?.initial === true) values.pop()
      return [id, ...values.map((value) => value.text)].join(':')
    })
    .join(',')
}

/** What cannot be used is left out, or takes its initial value. */
export function parseIndicators(text: string | undefined): readonly IndicatorChoice[] {
  if (text === undefined || text === '') return []
  return text
    .split(',')
    .slice(0, indicatorsMax)
    .flatMap((part) => {
      const [id = '', ...values] = part.split(':')
      if (!isIndicatorId(id)) return []
      const definition = indicatorDefinition(id)
      const given = Object.fromEntries(
        definition.parameters.flatMap(({ name }, index) => (values[index] === undefined ? [] : [[name, values[index]]])),
      )
      return [{ id, parameters: completeParameters(definition, given) }]
    })
}
