import { indicatorDefinitions, isUsable, type ParameterDefinition } from '@/lib/chart/indicators/definitions.ts'
import { createReader, type Reader } from '@/lib/workspace/reader.ts'
import type { ChartSettings, IndicatorSetting, Workspace } from '@/lib/workspace/workspace.ts'
import type { ParsedWorkspace } from '@/lib/workspace/workspace-file.ts'

/**
 * The workspace without settings that its indicators do not have or cannot take, and what they were. Apart from reading it, since
 * what indicators take is loaded with the charts. The same object when there are none.
 */
export function checkIndicators(workspace: Workspace): ParsedWorkspace {
  const reader = createReader()
  const charts = workspace.charts.map((chart): ChartSettings => {
    const indicators = chart.indicators.map((indicator) => checked(indicator, reader))
    return indicators.every((indicator, index) => indicator === chart.indicators[index]) ? chart : { ...chart, indicators }
  })
  const { ignored } = reader
  return { workspace: ignored.length === 0 ? workspace : { ...workspace, charts }, ignored }
}

function checked(indicator: IndicatorSetting, reader: Reader): IndicatorSetting {
  const parameters = indicatorDefinitions.find(({ id }) => id === indicator.id)?.parameters ?? []
  const given = Object.entries(indicator.parameters)
  const usable = given.filter(([name, value]) => {
    const parameter = parameters.find((each) => each.name === name)
    if (parameter !== undefined && isUsable(parameter, value)) return true
    reader.ignore(`The setting “${name}” of the indicator “${indicator.id}” is ${whyNot(parameter, value)} and was left out.`)
    return false
  })
  return usable.length === given.length ? indicator : { ...indicator, parameters: Object.fromEntries(usable) }
}

function whyNot(parameter: ParameterDefinition | undefined, value: number | string): string {
  if (parameter === undefined) return 'not known'
  return parameter.kind === 'number'
    ? `“${value}”, not from ${parameter.min} to ${parameter.max},`
    : `“${value}”, which is not known,`
}
