// Only what makes the pages quicker to use; every page works without it.
import { initAll } from './govuk/govuk-frontend.min.js'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
initAll()

// Looks again while files are being read, and shows the page anew once they are.
const waiting = document.querySelector('[data-waiting]')
if (waiting) {
  const look = async () => {
    const answer = await fetch(window.location.href, { headers: { Accept: 'text/html' } })
    const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
    const now = page.querySelector('main')
    if (now) document.querySelector('main').replaceChildren(...now.childNodes)
    if (document.querySelector('[data-waiting]')) window.setTimeout(look, 1500)
  }
  window.setTimeout(look, 1500)
}
