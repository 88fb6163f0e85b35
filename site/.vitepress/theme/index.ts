import type { Theme } from 'vitepress'
import DefaultTheme from 'vitepress/theme-without-fonts'
import { defineAsyncComponent } from 'vue'
import './style.css'

const theme: Theme = {
  extends: DefaultTheme,
  enhanceApp({ app }) {
    // Of one page alone.
    app.component(
      'Playground',
      defineAsyncComponent(() => import('../../playground/PlaygroundPage.vue')),
    )
  },
}

export default theme
