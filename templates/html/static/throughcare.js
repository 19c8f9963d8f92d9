// Only what makes the pages quicker to use; every page works without it.
import { initAll } from './govuk/govuk-frontend.min.js'
import { keepLive } from './live.js'
import { sendAsChosen } from './upload.js'

document.body.classList.add('js-enabled', 'govuk-frontend-supported')
initAll()
document.querySelectorAll('[data-live]').forEach(keepLive)
document.querySelectorAll('[data-upload]').forEach(sendAsChosen)
