/** The nightjar, resting along its branch. */
export function Logo(props: { readonly size?: number }) {
  return (
    <svg width={props.size ?? 24} height={props.size ?? 24} viewBox="0 0 32 32" aria-hidden="true" class="text-accent">
      <path
        fill="currentcolor"
        d="M2.5 20.5c6-.4 9.4-2.6 11.6-6.2C16.5 10.2 20.2 7.4 25.8 7.2l3.9 2.6-3.7 1.4c-.2 6.7-4.9 12-12.2 12.7-3.8.4-8-.6-11.3-3.4z"
      />
      <path fill="none" stroke="currentcolor" stroke-width="1.7" stroke-linecap="round" d="M4 27.5h23" />
      <circle cx="23.9" cy="10.4" r="1.4" class="fill-bg" />
    </svg>
  )
}
