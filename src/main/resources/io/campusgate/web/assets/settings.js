'use strict';

/* Settings: users, and a whitelist that is looked at before it is applied. The file is sent twice; the gate keeps nothing of it
   between the two. */

const upload = document.getElementById('upload');
const applying = document.getElementById('apply');
const difference = document.getElementById('difference');
const summary = document.getElementById('summary');
const lines = document.getElementById('lines');
let shown = null;

async function sendFile(path) {
  let answer;
  try {
    answer = await fetch(path, { method: 'POST', credentials: 'same-origin', headers: { 'Content-Type': 'application/octet-stream' }, body: upload.elements.file.files[0] });
  } catch {
    throw new Error(word('frame.offline'));
  }
  const json = await answer.json().catch(() => ({}));
  if (!answer.ok) {
    throw new Error(json.detail || String(answer.status));
  }
  return json;
}

function line(text, kind) {
  const li = document.createElement('li');
  li.className = kind;
  const bdi = document.createElement('bdi');
  bdi.textContent = text;
  li.append(bdi);
  lines.append(li);
}

function complain(error) {
  const wrong = upload.querySelector('.wrong');
  wrong.hidden = !error;
  wrong.textContent = error ? error.message : '';
}

function show(found) {
  difference.hidden = false;
  difference.scrollIntoView({ block: 'start' });
  lines.replaceChildren();
  found.problems.forEach(p => line('✘ ' + p, 'mistake'));
  const kinds = { '+': 'added', '-': 'removed' };
  (found.lines || []).forEach(text => line(text, kinds[text[0]] || 'changed'));
  const more = found.sound ? found.changes - found.lines.length : found.problems_total - found.problems.length;
  if (more > 0) { line(word('settings.more', more), 'note'); }
  found.notes.forEach(n => line(n, 'note'));
  summary.className = found.sound ? 'verdict' : 'verdict stop';
  summary.textContent = found.sound ? word('settings.people', found.people) + ' · ' + found.summary : '✘ ' + word('settings.mistakes', found.problems_total);
  shown = found.shown;
  applying.hidden = !found.sound;
  const removals = document.getElementById('removals');
  removals.hidden = !found.alarming;
  removals.querySelector('input').checked = false;
  removals.querySelector('input').required = Boolean(found.alarming);
  removals.querySelector('span').textContent = word('settings.confirm_removals', found.removed, found.people_before);
}

async function busy(form, what) {
  const button = form.querySelector('button');
  button.disabled = true;
  complain();
  try {
    await what();
  } catch (error) {
    complain(error);
  } finally {
    button.disabled = false;
  }
}

upload.addEventListener('submit', event => {
  event.preventDefault();
  difference.hidden = true;
  busy(upload, async () => show(await sendFile('/api/whitelist/preview')));
});
upload.elements.file.addEventListener('change', () => { difference.hidden = true; });
applying.addEventListener('submit', event => {
  event.preventDefault();
  if (confirm(word('settings.sure'))) {
    busy(applying, async () => {
      const done = await sendFile('/api/whitelist/apply?' + new URLSearchParams(Object.assign({ shown }, applying.elements.removals.checked ? { removals: 'yes' } : {})));
      difference.hidden = true;
      upload.reset();
      toast(word('settings.applied', done.version));
      document.querySelector('#whitelist dd').textContent = done.version;
    });
  }
});

/* Users. */
document.querySelectorAll('[data-remove]').forEach(button => button.addEventListener('click', async () => {
  if (confirm(word('settings.remove_sure', button.dataset.remove))) {
    try {
      await send('DELETE', '/api/users/' + encodeURIComponent(button.dataset.remove));
      location.reload();
    } catch (error) {
      toast(error.message, true);
    }
  }
}));
document.getElementById('change').addEventListener('submit', async event => {
  event.preventDefault();
  const form = event.currentTarget;
  const wrong = form.querySelector('.wrong');
  try {
    await send('POST', '/api/users/' + encodeURIComponent(form.elements.user.value), { password: form.elements.password.value });
    wrong.hidden = true;
    form.reset();
    toast(word('frame.done'));
  } catch (error) {
    wrong.textContent = error.message;
    wrong.hidden = false;
  }
});
