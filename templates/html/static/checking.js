// Makes checking quick by keyboard. Without this file the same page is a plain form.
// Single keys act only while the focus is on a value to check, never while somebody types, and can be
// turned off (WCAG 2.1.4).

const BEAT = 60000
const FIRST_BEAT = 5000
const PAUSE = 300
// Nobody has looked at what has stood here for less: a key pressed twice takes nothing unseen.
const LOOK = 120
const FIRST_LOOK = 250
const OFF = 'throughcare-keys-off'

class Checking {
  constructor (form) {
    this.form = form
    this.isTogether = form.dataset.checking === 'together'
    this.blocks = [...form.querySelectorAll('[data-check]')].filter((one) => !one.querySelector('fieldset:disabled'))
    this.at = 0
    this.isUsed = true
    this.isSent = false
    this.seenFrom = Infinity
    this.listen()
    this.offSwitch()
    this.beatOn()
    if (this.blocks.length) this.begin()
    else this.focusUnlessTold(this.step())
    this.seenFrom = performance.now() + FIRST_LOOK
    window.setTimeout(() => { form.dataset.ready = 'yes' }, FIRST_LOOK)
  }

  listen () {
    this.form.addEventListener('keydown', (event) => this.key(event))
    this.form.addEventListener('input', (event) => this.typed(event))
    this.form.addEventListener('change', (event) => this.chosen(event))
    this.form.addEventListener('focusin', (event) => this.arrived(event))
    this.form.addEventListener('submit', () => { this.isSent = true })
    this.form.querySelector('[data-take]')?.addEventListener('click', () => this.take(this.blocks[this.at]))
    this.form.querySelector('[data-before]')?.addEventListener('click', () => this.show(this.at - 1))
    document.addEventListener('keydown', (event) => this.anywhere(event), true)
    document.addEventListener('pointerdown', () => { this.isUsed = true })
    window.addEventListener('pagehide', () => this.leave())
  }

  // Where the work stands

  begin () {
    this.form.classList.toggle('tc-one-by-one', !this.isTogether)
    const open = this.blocks.findIndex((one) => one.querySelector('.govuk-form-group--error'))
    const first = open >= 0 ? open : this.blocks.findIndex((one) => !picked(one))
    this.show(first < 0 ? 0 : first, false)
    if (window.location.hash === '#client' && !this.step()?.matches('[data-step=accept]')) this.focusUnlessTold(this.step())
    else this.focusUnlessTold(entry(this.blocks[this.at]))
  }

  // A summary of problems, which the design system gives the focus, comes first.
  focusUnlessTold (place) {
    if (document.querySelector('.govuk-error-summary')) return
    // The browser itself goes to the place that the address names, a little later.
    window.setTimeout(() => place?.focus({ preventScroll: !window.location.hash }), window.location.hash ? 100 : 0)
  }

  show (at, withFocus = true) {
    if (at < 0 || at >= this.blocks.length) return
    this.at = at
    const block = this.blocks[at]
    this.blocks.forEach((one) => one.classList.toggle('tc-check--now', one === block))
    const next = this.blocks[at + 1]?.querySelector('img')
    if (next) next.loading = 'eager'
    this.mark(block.dataset.check)
    const place = this.form.querySelector('[data-at]')
    if (place) place.textContent = `${at + 1} of ${this.blocks.length}`
    this.form.querySelector('[data-before]')?.toggleAttribute('hidden', at === 0)
    this.seenFrom = performance.now() + LOOK
    if (withFocus) entry(block).focus()
    if (this.isTogether && withFocus) block.scrollIntoView({ block: 'center' })
  }

  mark (name) {
    for (const sheet of this.form.querySelectorAll('[data-sheet]')) {
      const zones = [...sheet.querySelectorAll('[data-zone]')]
      const isHere = zones.some((zone) => zone.dataset.zone === name)
      zones.forEach((zone) => zone.classList.toggle('tc-sheet__zone--now', zone.dataset.zone === name))
      sheet.toggleAttribute('hidden', !isHere && this.form.querySelectorAll(`[data-zone="${CSS.escape(name)}"]`).length > 0)
    }
  }

  // What comes after the last value: the client, then what is unusual, then accepting.
  step () {
    const steps = [...document.querySelectorAll('[data-step]')].filter((one) => one.checkVisibility())
    const box = steps.find((one) => one.dataset.step === 'box' && !one.checked)
    const client = steps.find((one) => one.dataset.step === '')
    return client || box || steps.find((one) => one.dataset.step === 'accept')
  }

  // Keys

  anywhere (event) {
    this.isUsed = true
    if (event.key !== 'Enter') return
    const takes = event.target.matches('[data-step], [data-check] [type=radio]')
    if (event.repeat || (takes && performance.now() < this.seenFrom)) {
      event.preventDefault()
      event.stopPropagation()
    } else if (event.target.matches('[data-step=box]')) {
      event.preventDefault()
      event.target.checked = true
      this.toStep()
    } else if (event.target.matches('[data-search]')) {
      event.preventDefault()
      document.getElementById(event.target.dataset.search).click()
    }
  }

  key (event) {
    const block = event.target.closest('[data-check]')
    if (!block || event.defaultPrevented || event.ctrlKey || event.altKey || event.metaKey) return
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault()
      this.take(block)
    } else if (event.target.matches('[data-text]')) {
      if (event.key === 'Escape') (picked(block) || radios(block)[0]).focus()
    } else if (!this.isOff()) {
      this.single(event, block)
    }
  }

  single (event, block) {
    const radio = block.querySelector(`[data-number="${CSS.escape(event.key)}"]`)
    if (radio) {
      event.preventDefault()
      choose(block, radio)
      const place = 'other' in radio.dataset ? text(block) : radio
      place.focus()
      if (place !== radio) place.select()
    } else if (!this.isTogether && /^[a-z]$/.test(event.key)) {
      event.preventDefault()
      if (event.key === 'k') this.show(this.at - 1)
      else document.querySelector(`[data-key="${event.key}"]`)?.click()
    }
  }

  isOff () {
    return window.localStorage.getItem(OFF) === 'yes'
  }

  offSwitch () {
    const box = this.form.querySelector('[data-keys-off]')
    if (!box) return
    box.checked = this.isOff()
    box.addEventListener('change', () => window.localStorage.setItem(OFF, box.checked ? 'yes' : 'no'))
  }

  // Taking a value

  async take (block) {
    const radio = picked(block) || block.querySelector('[data-suggested]')
    if (!radio) return this.complain(block, 'Choose what the form says, or type it.')
    if ('other' in radio.dataset && !(await this.fits(block))) return
    choose(block, radio)
    block.classList.add('tc-check--done')
    const at = this.blocks.indexOf(block)
    if (at + 1 < this.blocks.length) return this.show(at + 1)
    this.toStep()
  }

  toStep () {
    const step = this.step()
    this.seenFrom = performance.now() + LOOK
    step?.focus()
    step?.scrollIntoView({ block: 'center' })
  }

  async fits (block) {
    if (!text(block).value.trim()) {
      this.complain(block, 'Type what the form says, or choose one of the answers.')
      text(block).focus()
      return false
    }
    return this.tell(block)
  }

  complain (block, words) {
    const place = block.querySelector('[data-problem]')
    place.textContent = words
    place.parentElement.hidden = !words
    block.querySelector('.govuk-form-group').classList.toggle('govuk-form-group--error', Boolean(words))
  }

  arrived (event) {
    const block = event.target.closest('[data-check]')
    if (this.isTogether && block) this.show(this.blocks.indexOf(block), false)
  }

  chosen (event) {
    const block = event.target.closest('[data-check]')
    if (block && event.target.matches('[type=radio]')) {
      choose(block, event.target)
      this.complain(block, '')
    }
  }

  // While it is typed, the service says what saving would say

  typed (event) {
    const block = event.target.closest('[data-check]')
    if (!block || !event.target.matches('[data-text]')) return
    block.querySelector('[data-other]').checked = true
    window.clearTimeout(this.wait)
    this.wait = window.setTimeout(() => this.tell(block), PAUSE)
  }

  async tell (block) {
    window.clearTimeout(this.wait)
    const asked = text(block).value
    const answer = await this.post(block.dataset.try, { text: asked })
    if (!answer || text(block).value !== asked) return true
    this.complain(block, answer.problem)
    block.querySelector('[data-notice]').textContent = answer.notice
    return !answer.problem
  }

  // Who checks it

  beatOn () {
    window.setTimeout(() => this.beat(), FIRST_BEAT)
    window.setInterval(() => { if (this.isUsed && !document.hidden) this.beat() }, BEAT)
  }

  async beat () {
    this.isUsed = false
    const answer = await this.post(this.form.dataset.beat, { records: JSON.parse(this.form.dataset.records) })
    const others = answer ? Object.values(answer.others) : []
    if (answer) this.lost(this.isTogether || !others.length ? '' : `${others[0]} What you typed cannot be saved until they are done.`)
  }

  lost (words) {
    const place = this.form.querySelector('[data-lost]')
    place.textContent = words
    place.hidden = !words
  }

  leave () {
    if (this.isSent) return
    const left = new FormData()
    left.append('csrf_token', this.form.elements.csrf_token.value)
    for (const record of JSON.parse(this.form.dataset.records)) left.append('record', record)
    navigator.sendBeacon(this.form.dataset.leave, left)
  }

  async post (path, content) {
    try {
      const answer = await fetch(path, {
        method: 'POST',
        redirect: 'error',
        headers: { Accept: 'application/json', 'Content-Type': 'application/json', 'X-CSRFToken': this.form.elements.csrf_token.value },
        body: JSON.stringify(content)
      })
      if (answer.status === 401) this.lost('You have been signed out. Go on: when you save, you are asked to sign in, and nothing that you typed is lost.')
      return answer.ok ? await answer.json() : null
    } catch {
      // The network is away: saving will tell.
      return null
    }
  }
}

function radios (block) {
  return [...block.querySelectorAll('[type=radio]')]
}

function picked (block) {
  return block.querySelector('[type=radio]:checked')
}

function text (block) {
  return block.querySelector('[data-text]')
}

// Where the focus goes first: into the box where nothing could be read, else on the answers.
function entry (block) {
  const isOpen = text(block) && !picked(block) && !block.querySelector('[data-suggested]') && radios(block).length <= 2
  return isOpen ? text(block) : picked(block) || radios(block)[0]
}

// What was typed goes with the choice of something else, and only with that.
function choose (block, radio) {
  radio.checked = true
  if (text(block) && !('other' in radio.dataset)) text(block).value = text(block).defaultValue
}

document.querySelectorAll('[data-checking]').forEach((form) => new Checking(form))
