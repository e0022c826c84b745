import { requestAlertFocus } from '@/components/alerts/alert-focus.ts'
import { openSidePanel } from '@/components/side/side-panels.ts'

/** The panel's first field takes the focus once it is there. */
export function setAnAlert(): void {
  openSidePanel('alerts')
  requestAlertFocus()
}
