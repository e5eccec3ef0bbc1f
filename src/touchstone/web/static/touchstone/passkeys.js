// Says so on the page when a passkey could not be used or added: allauth's own script tells the console only.
document.addEventListener('allauth.error', (event) => {
  if (!event.detail?.tags?.includes('webauthn')) return
  event.preventDefault()
  const problem = document.getElementById('passkey-problem')
  if (!problem) return
  problem.hidden = false
  problem.focus()
})
