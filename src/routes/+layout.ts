// One static shell: every page works from what the device holds.
export const ssr = false;
export const prerender = false;
