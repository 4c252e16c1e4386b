(() => {
  const form = document.getElementById("wait");
  // 204: nobody has answered yet. 429 and 5xx: not now. Whatever else it is, the next page says so.
  const look = async () => {
    try {
      const { status } = await fetch(form.dataset.state, { cache: "no-store" });
      if (status !== 204 && status !== 429 && status < 500) return form.submit();
    } catch {
      // The next try may find the network again.
    }
    setTimeout(look, 4000);
  };
  setTimeout(look, 4000);
})();
