// Asks for the codes of now every two seconds and counts the seconds between. What cannot be asked is said to be old.
(() => {
  const $ = (id) => document.getElementById(id);
  const every = 2000;
  let seconds = Number($('seconds').textContent);
  let timer = 0;
  function show(now) {
    $('qr').setAttribute('viewBox', `0 0 ${now.size} ${now.size}`);
    $('qr').firstElementChild.setAttribute('d', now.qr);
    $('link').href = now.link;
    for (const name of ['code', 'present', 'due', 'visitors', 'seconds']) $(name).textContent = now[name];
    seconds = now.seconds;
    $('lost').hidden = true;
  }
  function close() {
    clearInterval(timer);
    $('open').hidden = true;
    $('closed').hidden = false;
  }
  async function ask() {
    try {
      const answer = await fetch(`${location.pathname}/now`, { cache: 'no-store', signal: AbortSignal.timeout(10000) });
      if (answer.status === 404) return close();
      if (!answer.ok) throw new Error(answer.status);
      show(await answer.json());
    } catch {
      $('lost').hidden = false;
    }
    setTimeout(ask, every);
  }
  timer = setInterval(() => { seconds = Math.max(0, seconds - 1); $('seconds').textContent = seconds; }, 1000);
  setTimeout(ask, every);
})();
