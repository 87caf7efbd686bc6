'use strict';

/* The demo's virtual lane: every button is something a person would do at the lane. */

const chosen = document.getElementById('lane');

function play(what, body) {
  return send('POST', '/api/sim/' + encodeURIComponent(chosen.value) + '/' + what, body).catch(error => toast(error.message, true));
}

/* Who taps stands where they stood: whoever passed before took their own warmth along. */
let stands = null;

async function tap(card) {
  if (stands) { await play('temperature', { celsius: stands }); }
  play('tap', card);
}

document.addEventListener('click', event => {
  const data = event.target.closest('button')?.dataset || {};
  if (data.card) {
    tap({ card: data.card });
  } else if ('celsius' in data) {
    stands = data.celsius;
    play('temperature', data.celsius ? { celsius: data.celsius } : {});
  } else if (data.door) {
    play('door', { open: data.door === 'open' });
  } else if (data.fire) {
    play('fire', { active: data.fire === 'on' });
  }
});

document.getElementById('card-form').addEventListener('submit', event => {
  event.preventDefault();
  tap(fields(event.target));
});

document.addEventListener('gate:lane', event => {
  if (event.detail.id === chosen.value) {
    document.getElementById('phase').textContent = word('frame.lane.' + event.detail.state);
  }
});

document.addEventListener('gate:entry', event => {
  const entry = event.detail;
  if (entry.lane === chosen.value) {
    const sign = { granted: '✔', denied: '✘', waiting: '…' }[entry.outcome];
    document.getElementById('answer').textContent = [sign, word('frame.outcome.' + entry.outcome), entry.who?.person?.name || '',
      entry.reason === 'ok' ? '' : named('reason', entry.reason)].join(' ');
  }
});
