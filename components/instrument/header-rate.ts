/** How often the header shows its price, the fastest of the page. */
export const headerHz = 10
