'use client'

import { X } from 'lucide-react'
import { type ReactNode, useId } from 'react'
import { Menu } from '@/components/ui/menu.tsx'
import { performEdit, updateWorkspace, useWorkspace } from '@/components/workspace/workspace-store.ts'
import {
  completeParameters,
  indicatorDefinition,
  indicatorDefinitions,
  indicatorTitle,
  isIndicatorId,
  type ParameterDefinition,
} from '@/lib/chart/indicators/definitions.ts'
import { addIndicator, changeIndicator, removeIndicator } from '@/lib/workspace/chart-edits.ts'
import { type IndicatorSetting, workspaceLimits } from '@/lib/workspace/workspace.ts'

export const indicatorMenuId = 'indicator-menu'

/** Indicators on the chart, each with its settings, and those that can be added. */
export function IndicatorMenu({ icon }: { readonly icon: ReactNode }) {
  const { charts, activeChart } = useWorkspace()
  const indicators = charts[activeChart]?.indicators ?? []
  const full = indicators.length >= workspaceLimits.indicatorsPerChart
  return (
    <Menu
      id={indicatorMenuId}
      label="Indicators"
      name={indicators.length === 0 ? 'Indicators (/)' : `Indicators (/): ${indicators.length}`}
      title="Indicators (/)"
      className="w-80"
      face={
        <>
          {icon}
          {indicators.length > 0 && <span className="text-2xs text-accent">{indicators.length}</span>}
        </>
      }
    >
      {() => (
        <>
          {indicators.map((choice, index) => (
            <ChosenIndicator
              // biome-ignore lint/suspicious/noArrayIndexKey: two of the same kind are told apart by their place alone
              key={`${index}-${choice.id}`}
              choice={choice}
              onChange={(parameters) =>
                updateWorkspace((workspace) => changeIndicator(workspace, activeChart, index, parameters))
              }
              onRemove={() => performEdit((workspace) => removeIndicator(workspace, activeChart, index))}
            />
          ))}
          <p className="px-3 pt-2 pb-1 text-2xs text-ink-3">
            {full ? `At most ${workspaceLimits.indicatorsPerChart} at a time` : 'Add'}
          </p>
          {indicatorDefinitions.map(({ id, name, label }) => (
            <button
              key={id}
              type="button"
              disabled={full}
              onClick={() => updateWorkspace((workspace) => addIndicator(workspace, activeChart, { id, parameters: {} }))}
              className="menu-item"
            >
              <span className="w-12 shrink-0 text-left font-medium text-ink-2">{label}</span>
              {name}
            </button>
          ))}
        </>
      )}
    </Menu>
  )
}

interface ChosenIndicatorProps {
  readonly choice: IndicatorSetting
  readonly onChange: (parameters: IndicatorSetting['parameters']) => void
  readonly onRemove: () => void
}

function ChosenIndicator({ choice, onChange, onRemove }: ChosenIndicatorProps) {
  // The address may name what this version does not know; it can be removed like any other.
  const definition = isIndicatorId(choice.id) ? indicatorDefinition(choice.id) : undefined
  const title = definition === undefined ? choice.id : indicatorTitle(definition, choice.parameters)
  const parameters = definition === undefined ? {} : completeParameters(definition, choice.parameters)
  return (
    <fieldset className="border-line border-b px-3 py-1.5">
      <legend className="sr-only">{title}</legend>
      <div className="flex h-7 items-center">
        <span className="font-medium">{title}</span>
        <button type="button" aria-label={`Remove ${title}`} onClick={onRemove} className="tool-button ml-auto">
          <X className="size-4" aria-hidden="true" />
        </button>
      </div>
      <div className="grid grid-cols-[max-content_1fr] items-center justify-items-start gap-x-3 gap-y-1 text-xs">
        {definition?.parameters.map((parameter) => (
          <Parameter
            key={parameter.name}
            parameter={parameter}
            value={parameters[parameter.name] ?? parameter.initial}
            onChange={(value) => {
              if (definition !== undefined) onChange(completeParameters(definition, { ...parameters, [parameter.name]: value }))
            }}
          />
        ))}
      </div>
    </fieldset>
  )
}

interface ParameterProps {
  readonly parameter: ParameterDefinition
  readonly value: number | string
  readonly onChange: (value: number | string) => void
}

function Parameter({ parameter, value, onChange }: ParameterProps) {
  const id = useId()
  return (
    <>
      <label htmlFor={id} className="text-ink-3">
        {parameter.label}
      </label>
      {parameter.kind === 'choice' ? (
        <select id={id} value={value} onChange={(event) => onChange(event.target.value)} className="field w-full">
          {parameter.choices.map((choice) => (
            <option key={choice.value} value={choice.value}>
              {choice.label}
            </option>
          ))}
        </select>
      ) : (
        <input
          id={id}
          type="number"
          min={parameter.min}
          max={parameter.max}
          step={parameter.step}
          value={value}
          onChange={(event) => {
            if (event.target.value !== '') onChange(Number(event.target.value))
          }}
          className="field w-16"
        />
      )}
    </>
  )
}
