/** The system's notification, where the viewer allowed it. */
export function notify(title: string, options: NotificationOptions): void {
  if (typeof Notification === 'undefined' || Notification.permission !== 'granted') return
  try {
    const notification = new Notification(title, options)
    notification.onclick = () => window.focus()
  } catch {
    // Browsers on phones have them from what keeps the page for later alone (public/sw.js).
    navigator.serviceWorker?.ready
      .then((registration) => registration.showNotification(title, options))
      .catch((error: unknown) => console.warn('Cannot show a notification:', error))
  }
}
