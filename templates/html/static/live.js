// Renews a list of files while some are still being read, and only the rows that have changed: whoever
// has the focus on one, or a screen reader in it, is not thrown out. What is marked as a part is
// renewed as a whole.

const SOONEST = 1500
const LATEST = 10000

export function keepLive (list) {
  let pause = SOONEST

  const renew = (now) => {
    if (!list.isEqualNode(now)) {
      for (const row of now.querySelectorAll('tr[id]')) {
        const shown = list.querySelector(`#${row.id}`)
        if (shown && !shown.isEqualNode(row)) replaceCells(shown, row)
      }
      for (const part of now.querySelectorAll('[data-part]')) {
        const shown = list.querySelector(`#${part.id}`)
        if (shown && !shown.isEqualNode(part)) shown.replaceWith(part.cloneNode(true))
      }
      renewStatus(list, now)
      pause = SOONEST
    }
  }

  const look = async () => {
    if (!document.hidden) {
      try {
        const answer = await fetch(list.dataset.live, { redirect: 'error', headers: { 'X-Throughcare-Renews': 'yes' } })
        const page = new DOMParser().parseFromString(await answer.text(), 'text/html')
        const now = page.querySelector('[data-live]')
        if (answer.ok && now) renew(now)
      } catch {
        // The network is away: look again later.
      }
    }
    again()
  }

  const again = () => {
    if (!list.querySelector('[data-waiting]')) return
    window.setTimeout(look, pause)
    pause = Math.min(pause * 1.2, LATEST)
  }

  again()
}

function replaceCells (shown, row) {
  for (const [place, cell] of [...row.cells].entries()) {
    if (!shown.cells[place].isEqualNode(cell)) shown.cells[place].replaceWith(cell.cloneNode(true))
  }
}

function renewStatus (list, now) {
  const shown = list.querySelector('[role=status]')
  const status = now.querySelector('[role=status]')
  if (!shown || shown.isEqualNode(status)) return
  // The element stays: what is new inside it is read out.
  shown.toggleAttribute('data-waiting', Boolean(status && status.hasAttribute('data-waiting')))
  shown.replaceChildren(...(status ? status.childNodes : []))
}
