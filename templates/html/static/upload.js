// Sends each file by itself as soon as it is chosen or dropped, and says what became of it. Without
// scripts the same form sends all of them at once.

const MEGABYTE = 1024 * 1024
const BROKEN = 'The connection broke, and it is not sure that the file has arrived. Try again: a file that has is recognised.'
const SIGNED_OUT = 'You were signed out. Open this page again, sign in, and send the file again.'
const UNREADABLE = 'This is a folder, or the file cannot be opened. Choose files.'

export function sendAsChosen (form) {
  const input = form.querySelector('input[type=file]')
  const page = form.parentElement
  const list = new Sent(page, form)
  form.querySelector('[data-send]').hidden = true

  const take = () => {
    const files = [...input.files]
    if (!files.length) return
    // Empties the field: the same file may be chosen again, and nothing is sent twice.
    input.value = ''
    input.dispatchEvent(new Event('change'))
    list.add(files)
  }
  input.addEventListener('change', take)
  // What was chosen while this script was on its way.
  take()

  // A file that is dropped beside the field would else replace the page.
  document.addEventListener('dragover', (event) => event.preventDefault())
  document.addEventListener('drop', (event) => {
    event.preventDefault()
    const isInField = event.target instanceof Node && form.contains(event.target.closest?.('button') ?? null)
    if (!isInField && event.dataTransfer) list.add([...event.dataTransfer.files])
  })

  window.addEventListener('beforeunload', (event) => {
    if (list.isBusy) event.preventDefault()
  })
}

// The list of what was chosen, sent one after another.
class Sent {
  constructor (page, form) {
    this.form = form
    this.section = page.querySelector('[data-sent]')
    this.rows = page.querySelector('[data-rows]')
    this.summary = page.querySelector('[data-summary]')
    this.finished = page.querySelector('[data-finished]')
    this.said = page.querySelector('[data-said]')
    this.template = page.querySelector('template[data-row]')
    this.files = []
    this.isBusy = false
  }

  add (files) {
    this.files.push(...files.map((file) => new SentFile(file, this)))
    this.section.hidden = this.files.length === 0
    this.send()
  }

  async send () {
    this.tell()
    if (this.isBusy) return
    this.isBusy = true
    for (let next; (next = this.files.find((file) => file.state === 'waiting'));) {
      await next.send(this.form)
      this.said.textContent = `${next.name}: ${next.words}. ${this.words()}`
      this.tell()
    }
    this.isBusy = false
    this.tell()
  }

  count (state) {
    return this.files.filter((file) => file.state === state).length
  }

  words () {
    const [kept, failed, all] = [this.count('kept'), this.count('failed'), this.files.length]
    const files = all === 1 ? '1 file' : `${all} files`
    if (kept + failed < all) return `${kept + failed} of ${files} sent`
    if (failed === 0) return all === 1 ? '1 file is kept safely' : `All ${files} are kept safely`
    return `${kept} of ${files} kept safely, ${failed} not`
  }

  tell () {
    this.summary.textContent = this.words()
    this.finished.hidden = this.isBusy || this.count('kept') === 0
  }
}

// One file, with its row.
class SentFile {
  constructor (file, list) {
    this.file = file
    this.list = list
    this.name = file.name
    this.state = 'waiting'
    this.words = ''
    this.row = list.template.content.firstElementChild.cloneNode(true)
    this.part('name').textContent = file.name
    this.part('size').textContent = sizeOf(file.size)
    this.part('progress').setAttribute('aria-label', `Sending ${file.name}`)
    this.row.querySelectorAll('[data-whose]').forEach((place) => { place.textContent = ` ${file.name}` })
    this.part('again').addEventListener('click', () => this.again())
    this.part('stop').addEventListener('click', () => this.stop())
    list.rows.append(this.row)
  }

  part (name) {
    return this.row.querySelector(`[data-${name}]`)
  }

  async send (form) {
    const limit = Number(form.dataset.limitMb)
    if (this.file.size > limit * MEGABYTE) {
      this.fail('Too large', `The limit is ${limit} MB. Send the pages in smaller files, or scan them in black and white.`)
      return
    }
    if (!(await canBeRead(this.file))) {
      this.fail('Not sent', UNREADABLE)
      return
    }
    const body = new FormData()
    body.append('csrf_token', form.elements.csrf_token.value)
    body.append('files', this.file)
    this.state = 'sending'
    await this.carry(form.dataset.upload, body)
  }

  carry (address, body) {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest()
      this.request = request
      request.upload.addEventListener('progress', (event) => this.progress(event))
      request.addEventListener('load', () => this.answer(request))
      request.addEventListener('error', () => this.fail('Not sent', BROKEN))
      request.addEventListener('abort', () => this.fail('Stopped', 'You stopped it.'))
      request.addEventListener('loadend', resolve)
      request.open('POST', address)
      request.setRequestHeader('Accept', 'application/json')
      request.responseType = 'json'
      request.send(body)
    })
  }

  progress (event) {
    if (!event.lengthComputable) return
    const percent = Math.floor((event.loaded / event.total) * 100)
    this.part('progress').value = percent
    this.part('percent').textContent = percent < 100 ? `${percent}%` : 'Being stored'
  }

  answer (request) {
    const said = request.response
    if (request.status === 201 && said) {
      this.end(said.is_kept ? 'kept' : 'failed', said.words, said.colour, said.hint)
      const link = this.part('open')
      link.href = said.href
      link.hidden = false
    } else if (request.status === 401) {
      this.fail('Not sent', SIGNED_OUT)
    } else if (said && said.detail) {
      const words = request.status === 413 ? 'Too large' : 'Not sent'
      this.fail(words, `${said.detail.charAt(0).toUpperCase()}${said.detail.slice(1)}. ${said.hint}`)
    } else {
      this.fail('Not sent', BROKEN)
    }
  }

  fail (words, hint) {
    this.end('failed', words, 'govuk-tag--red', hint)
    this.part('again').hidden = words === 'Too large'
  }

  end (state, words, colour, hint) {
    const hadFocus = this.row.contains(document.activeElement)
    this.state = state
    this.words = words
    for (const part of ['progress', 'percent', 'stop']) this.part(part).hidden = true
    const outcome = this.part('outcome')
    outcome.className = `govuk-tag ${colour}`
    outcome.textContent = words
    outcome.hidden = false
    this.part('hint').textContent = hint
    this.part('hint').hidden = !hint
    // A button that goes away must not take the focus with it.
    if (hadFocus) this.list.summary.focus()
  }

  stop () {
    if (this.state === 'sending') this.request.abort()
    else if (this.state === 'waiting') this.fail('Stopped', 'You stopped it.')
    this.list.tell()
  }

  again () {
    this.state = 'waiting'
    this.part('progress').value = 0
    this.part('percent').textContent = 'Waiting'
    for (const part of ['progress', 'percent', 'stop']) this.part(part).hidden = false
    for (const part of ['outcome', 'hint', 'again']) this.part(part).hidden = true
    this.part('stop').focus()
    this.list.send()
  }
}

async function canBeRead (file) {
  try {
    await file.slice(0, 1).arrayBuffer()
    return true
  } catch {
    return false
  }
}

function sizeOf (bytes) {
  if (bytes < 1024) return `${bytes} bytes`
  return bytes < MEGABYTE ? `${Math.round(bytes / 1024)} KB` : `${(bytes / MEGABYTE).toFixed(1)} MB`
}
