/**
 * Lengths follow the size of text that a viewer has chosen in the browser, and sheets are still written in the pixels that they
 * have at the usual 16 px: the page's own `rem` is 14 of them (app/styles/base.css). What asks for a width follows it, too: with
 * larger letters a page is a smaller one. Hairlines stay hairlines.
 */
const pixels = /(?<![\w#.-])(-?\d*\.?\d+)px\b/g
const hairlineMax = 2

const followTextSize = {
  postcssPlugin: 'ticklane-follow-text-size',
  OnceExit(root) {
    root.walkDecls((declaration) => {
      // What a registered property begins with may not depend on anything.
      if (declaration.parent?.type === 'atrule' && declaration.parent.name === 'property') return
      if (/url\(/.test(declaration.value)) return
      declaration.value = declaration.value.replace(pixels, (text, number) =>
        Math.abs(number) <= hairlineMax ? text : `${relative(number, 14)}rem`,
      )
    })
    root.walkAtRules(/^(media|container)$/, (rule) => {
      // Before the page has a size of its own there is only the browser's.
      const [perUnit, unit] = rule.name === 'media' ? [16, 'em'] : [14, 'rem']
      rule.params = rule.params.replace(pixels, (_, number) => `${relative(number, perUnit)}${unit}`)
    })
  },
}

/** Never less: a browser cuts what is beyond a 64th of a pixel off, and rows of 20 would be of 19.98. */
function relative(number, perUnit) {
  const size = Math.ceil((Math.abs(number) / perUnit) * 1e5 - 1e-6) / 1e5
  return number < 0 ? -size : size
}

export default { plugins: [['@tailwindcss/postcss', {}], followTextSize] }
