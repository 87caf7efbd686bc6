'use strict';

/* What all pages share: their words, sending, forms, short messages, and the one stream of what happens at the gate. */

const words = JSON.parse(document.getElementById('words').textContent);

/* The text of `file.key`, with {0} and on replaced. */
function word(key, ...values) {
  const text = words[key];
  return text === undefined ? key
    : text.replace(/''/g, "'").replace(/\{(\d)\}/g, (_, n) => String(values[n]));
}

/* A word of the contract as people read it, or the word itself. */
function named(file, text) {
  return words[file + '.' + text] === undefined ? text : words[file + '.' + text];
}

/* A sentence that the gate says in English, in the language of the page; unknown ones stay as they are. `SAID` is there on
   Chinese pages only. Of several sentences it may be, the one with the most words; what it is about may be a sentence too. */
const sentences = typeof SAID === 'undefined' ? [] : SAID.map(([english, chinese]) => ({
  literal: english.replace(/\{\d\}/g, '').length,
  english: new RegExp('^' + english.split(/\{\d\}/).map(text => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('(.+?)') + '$', 's'),
  chinese
})).sort((a, b) => b.literal - a.literal);

function said(text) {
  for (const sentence of sentences) {
    const found = sentence.english.exec(text);
    if (found) {
      return sentence.chinese.replace(/\{(\d)\}/g, (_, n) => said(found[Number(n) + 1]));
    }
  }
  return text;
}

/* Sends JSON; resolves with the answer's JSON, rejects with an Error whose message is a sentence for the user. */
async function send(method, path, body, background) {
  let answer;
  try {
    answer = await fetch(path, {
      method,
      credentials: 'same-origin',
      headers: Object.assign(method === 'GET' ? {} : { 'Content-Type': 'application/json' }, background ? { 'X-Background': '1' } : {}),
      body: method === 'POST' ? JSON.stringify(body || {}) : undefined
    });
  } catch {
    throw new Error(word('frame.offline'));
  }
  const json = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    if (json.code === 'sign_in') {
      location.assign('/sign-in?to=' + encodeURIComponent(location.pathname));
    }
    const error = new Error(json.detail || String(answer.status));
    error.problem = json;
    throw error;
  }
  return json;
}

/* A short message at the edge of the page; `bad` ones stay longer. */
function toast(text, bad) {
  const box = document.createElement('p');
  box.className = bad ? 'toast bad' : 'toast';
  box.textContent = text;
  document.getElementById('toasts').append(box);
  setTimeout(() => box.remove(), bad ? 8000 : 3000);
}

/* The fields of a form by name; blank ones are left out, a ticked box is true. */
function fields(form) {
  const values = {};
  for (const field of form.elements) {
    if (!field.name || field.disabled || (field.type === 'radio' && !field.checked)) {
      continue;
    }
    if (field.type === 'checkbox') {
      values[field.name] = field.checked;
    } else if (field.value.trim() !== '') {
      values[field.name] = field.value.trim();
    }
  }
  return values;
}

/* <form data-send="POST /api/…" data-then="/path"> and <button data-send="…">: sent as JSON. What went wrong is shown in the
   form's element of class `wrong`, or as a message. Afterwards the element gets the event `sent` with the answer. */
async function sendElement(element) {
  const [method, path] = element.dataset.send.split(' ');
  const wrong = element.querySelector('.wrong');
  const buttons = element.matches('form') ? element.querySelectorAll('button') : [element];
  buttons.forEach(b => { b.disabled = true; });
  try {
    const answer = await send(method, path, element.matches('form') ? fields(element) : {});
    if (wrong) {
      wrong.hidden = true;
    }
    element.dispatchEvent(new CustomEvent('sent', { bubbles: true, detail: answer }));
    if (element.dataset.then) {
      location.assign(element.dataset.then);
    } else if (element.dataset.said !== undefined) {
      toast(element.dataset.said || word('frame.done'));
    }
  } catch (error) {
    if (wrong) {
      wrong.textContent = error.message;
      wrong.hidden = false;
    } else {
      toast(error.message, true);
    }
    element.dispatchEvent(new CustomEvent('refused', { bubbles: true, detail: error }));
  } finally {
    buttons.forEach(b => { b.disabled = false; });
  }
}

document.addEventListener('submit', event => {
  if (event.target.matches('form[data-send]')) {
    event.preventDefault();
    sendElement(event.target);
  }
});

document.addEventListener('click', event => {
  const button = event.target.closest('button[data-send]');
  if (button) {
    sendElement(button);
  }
});

/* The stream. Each event of the journal becomes `gate:<type>` and `gate:event` of the document with the event as detail; what
   a lane is doing becomes `gate:lane`; `gate:reset` says that too much was missed and the page should begin anew. */
const EVENT_TYPES = ['entry', 'passage', 'door', 'visitor', 'incident', 'mode', 'whitelist', 'order', 'device', 'clock', 'store',
  'gate', 'operator'];

function tell(name, detail) {
  document.dispatchEvent(new CustomEvent('gate:' + name, { detail }));
}

function showConnection(state) {
  const live = document.getElementById('live');
  if (live && live.dataset.state !== state) {
    live.dataset.state = state;
    live.lastElementChild.textContent = word('frame.' + (state === 'on' ? 'live' : state === 'off' ? 'lost' : 'connecting'));
    tell('connection', state);
  }
}

function listen(after) {
  const source = new EventSource('/api/stream' + (after ? '?after=' + after : ''));
  let last = after;
  source.onopen = () => showConnection('on');
  source.onerror = () => {
    showConnection('off');
    if (source.readyState === EventSource.CLOSED) {
      // refused, not interrupted: signed out, or too many pages; the first leads to the sign-in page
      send('GET', '/api/status', null, true).catch(() => {}).finally(() => setTimeout(() => listen(last), 3000));
    }
  };
  EVENT_TYPES.forEach(type => source.addEventListener(type, message => {
    last = message.lastEventId;
    const event = JSON.parse(message.data);
    tell(type, event);
    tell('event', event);
  }));
  source.addEventListener('lane', message => tell('lane', JSON.parse(message.data)));
  source.addEventListener('reset', () => tell('reset', {}));
}

/* Times are in the site's zone already; this makes them short. */
function clockTime(iso) {
  return iso.slice(11, 19);
}

if ('live' in document.body.dataset) {
  listen(document.body.querySelector('[data-seq]')?.dataset.seq);
}
document.querySelectorAll('time[datetime]').forEach(t => {
  t.textContent = t.dateTime.slice(0, 10) + ' ' + clockTime(t.dateTime);
});
