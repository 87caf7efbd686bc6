'use strict';

document.getElementById('print').addEventListener('click', () => print());
document.getElementById('issue')?.addEventListener('click', async event => {
  const button = event.currentTarget;
  button.disabled = true;
  try {
    const issued = await send('POST', '/api/report/daily', { date: button.dataset.date });
    toast(word('report.issued_done', issued.number));
  } catch (error) {
    toast(error.message, true);
  } finally {
    button.disabled = false;
  }
});
