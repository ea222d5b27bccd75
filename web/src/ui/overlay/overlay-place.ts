/**
 * Where a menu or a tooltip goes: into the page's main part, since what stands beside all landmarks is not found by
 * who moves from one to the next.
 */
export const overlayPlace = (): HTMLElement => document.getElementById('main') ?? document.body
